"""Secrets in free-form values are refused, at every door; names of Secrets and similar keys are not."""

from typing import Any

import pytest

from blueprint.settings.words.named_lists import repeated_names
from blueprint.settings.words.open_values import secrets_in
from tests.blueprint.platform_config import CLUSTER, CONTROL_PLANE, WHOLE
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

ENV = "{spec: {containers: [{env: [{name: DB_PASSWORD, value: hunter2}]}]}}"
PEM = "-----BEGIN PRIVATE KEY-----"
URL = "https://ada:hunter2@git.example"
MOUNT = f"{{agentk8sglue: {{fileMounts: [{{name: id, fileContent: '{PEM}'}}]}}}}"
GIT = "{agentk8sglue: {extraEnvs: [{name: CLEARML_AGENT_GIT_PASS, value: hunter2}]}}"


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("agentValues: {clearml: {agentk8sglueSecret: hunter2}}", "agentValues.clearml.agentk8sglueSecret"),
        ("gatewayValues: {clearml: {apiKey: hunter2}}", "gatewayValues.clearml.apiKey"),
        ("gatewayValues: {clearml: {apiServerSecret: hunter2}}", "gatewayValues.clearml.apiServerSecret"),
        ("agentValues: {imageCredentials: {password: hunter2}}", "agentValues.imageCredentials.password"),
        (f"queues: {{cpu: {{template: {ENV}}}}}", "queues.cpu.template.spec.containers[0].env[0].value"),
        (f"queues: {{cpu: {{template: {{env: [{{name: A, value: '{URL}'}}]}}}}}}", "queues.cpu.template.env[0].value"),
        (f"agentValues: {MOUNT}", "agentValues.agentk8sglue.fileMounts[0].fileContent"),
        (f"agentValues: {GIT}", "agentValues.agentk8sglue.extraEnvs[0].value"),
        ("agentValues: {args: [--password, hunter2]}", "agentValues.args[1]"),
        (
            "agentValues: {agentk8sglue: {customBashScript: export GIT_PASS=hunter2}}",
            "agentValues.agentk8sglue.customBashScript",
        ),
        ("agentValues: {a: {secretKey: hunter2}}", "agentValues.a.secretKey"),
        ("agentValues: {env: {CLEARML_API_SECRET_KEY: hunter2}}", "agentValues.env.CLEARML_API_SECRET_KEY"),
        ("agentValues: {a: {password: [hunter2]}}", "agentValues.a.password[0]"),
        ("agentValues: {a: {password: {value: hunter2}}}", "agentValues.a.password.value"),
        ("agentValues: {run: a --password hunter2}", "agentValues.run"),
        ("gatewayValues: {redis: {password: 123456}}", "gatewayValues.redis.password"),
    ],
)
def test_a_secret_in_a_tenants_values_is_refused(folder: Folder, section: str, path: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{{section}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, f"acme.yaml: workers.{path} | not shown | no secret")


def test_a_secret_in_the_tenants_defaults_is_refused(folder: Folder) -> None:
    shared = {"workers": {"agentValues": {"clearml": {"agentk8sglueKey": "hunter2"}}}}

    lines = folder.lines(workers() | {"tenantDefaults": shared})

    assert lines[0].startswith("Pulumi.dev.yaml: clearml:tenantDefaults.workers.agentValues.clearml.agentk8sglueKey: ")
    assert not any("hunter2" in line for line in lines)


VALUES: dict[str, object] = {"chart": {"values": {"a": [{"url": URL}]}}}
DOORS: dict[str, dict[str, object]] = {
    "controlPlane.chart.values.a[0].url": {"controlPlane": CONTROL_PLANE | VALUES},
    "gpu.operator.chart.values.a[0].url": {"gpu": {"cdmo": None, "operator": VALUES}},
    "gpu.cdmo.chart.values.a[0].url": {"gpu": {"cdmo": VALUES}},
    "redis.chart.values.a[0].url": {"redis": VALUES},
    "billing.chart.values.a[0].url": {"billing": VALUES},
    "workers.agent.chart.values.a[0].url": {"workers": {"agent": VALUES}},
    "workers.gateway.chart.values.a[0].url": {"workers": {"gateway": VALUES}},
    "cluster.ingress.annotations.a": {"cluster": {"context": "a", "ingress": {"annotations": {"a": URL}}}},
    'controlPlane.server.extra."services.a.b"': {
        "controlPlane": CONTROL_PLANE | {"server": {"extra": {"services.a.b": URL}}}
    },
    "controlPlane.imageTags.apiserver": {
        "controlPlane": CONTROL_PLANE | {"imageTags": {"apiserver": "ghp_" + "a" * 36}}
    },
}


@pytest.mark.parametrize("path", DOORS)
def test_a_secret_in_the_stacks_file_is_refused(folder: Folder, path: str) -> None:
    lines = folder.lines(CLUSTER | WHOLE | DOORS[path])

    assert [line for line in lines if line.startswith(f"Pulumi.dev.yaml: clearml:{path}: ") and "not shown" in line]
    assert not any("hunter2" in line or "ghp_" in line for line in lines)


def test_a_token_in_any_text_of_a_tenant_is_refused(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {cpu: {displayName: glpat-" + "a" * 20 + "}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, "acme.yaml: workers.queues.cpu.displayName | a GitLab token | not shown")


@pytest.mark.parametrize(
    "data",
    [
        {"existingSecret": "mine", "existingAgentk8sglueSecret": "mine", "accessKey": "access-key-in-it"},
        {"tlsSecretName": "tls", "authTokenSecretName": "x", "tlsSecret": "tls", "pullSecret": "x", "secretName": "x"},
        {"imagePullSecrets": [{"name": "token"}], "existingSecretPasswordKey": "redis-password", "passwordKey": "p"},
        {"data": [{"secretKey": "password", "remoteRef": {"key": "db"}}], "password": {"valueFrom": {"a": "b"}}},
        {"existingSecret": "mine", "secretKey": "key-in-it", "passwordSecretKey": "password", "env": {"TLS_NAME": "a"}},
        {"secretKeys": {"apiKey": "key-in-it"}},
        {"env": [{"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "mine", "key": "password"}}}]},
        {"env": [{"name": "PASSWORD_FILE", "value": "/run/password"}, {"name": "PASSWORD", "value": "$(OTHER)"}]},
        {"tolerations": [{"key": "nvidia.com/gpu", "value": "token"}], "topologyKey": "kubernetes.io/hostname"},
        {"annotations": {"nginx.ingress.kubernetes.io/auth-secret": "ns/name"}, "jwksKey": "", "password": None},
        {"automountServiceAccountToken": False, "usePassword": True, "token": "{{ .Values.other }}"},
        {"publicKey": "ssh-ed25519 x", "maxTokens": "4096", "tokenUrl": "https://a.example"},
    ],
)
def test_names_of_secrets_and_similar_keys_are_accepted(data: dict[str, Any]) -> None:
    assert list(secrets_in(data)) == []


TWICE = "{env: [{name: A, value: 'false'}, {name: A, value: 'true'}]}"


@pytest.mark.parametrize(
    ("section", "path"),
    [
        (f"agentValues: {{agentk8sglue: {TWICE}}}", "agentValues.agentk8sglue.env[1].name"),
        (f"gatewayValues: {TWICE}", "gatewayValues.env[1].name"),
        (f"queues: {{cpu: {{template: {TWICE}}}}}", "queues.cpu.template.env[1].name"),
    ],
)
def test_a_name_that_occurs_twice_is_refused(folder: Folder, section: str, path: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{{section}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, f"acme.yaml: workers.{path} | 'A' a second time | once")


@pytest.mark.parametrize(
    ("entries", "paths"),
    [
        ([{"name": "a", "mountPath": "/a"}, {"name": "a", "mountPath": "/b"}], []),
        ([{"name": "a", "kind": "User"}, {"name": "a", "kind": "Group"}], []),
        ([{"name": "a", "value": "b", "path": "x"}, {"name": "a", "value": "c", "path": "y"}], [(1, "name")]),
        ([{"name": "a"}, {"name": "b"}, {"name": "a", "env": [{"name": "a"}]}], [(2, "name")]),
        (["a", "a", {"name": 1}, {"name": 1}], []),
    ],
)
def test_entries_that_belong_together_may_share_a_name(entries: list[Any], paths: list[Any]) -> None:
    assert [path for path, _ in repeated_names(entries)] == paths
