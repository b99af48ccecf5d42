"""Secrets in a tenant's values are refused; names of Secrets and similar keys are not."""

from typing import Any

import pytest

from blueprint.settings.words.open_values import has_password, secret_paths
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

ENV = "{spec: {containers: [{env: [{name: DB_PASSWORD, value: hunter2}]}]}}"


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("agentValues: {clearml: {agentk8sglueSecret: hunter2}}", "agentValues.clearml.agentk8sglueSecret"),
        ("gatewayValues: {clearml: {apiKey: hunter2}}", "gatewayValues.clearml.apiKey"),
        ("gatewayValues: {clearml: {apiServerSecret: hunter2}}", "gatewayValues.clearml.apiServerSecret"),
        ("agentValues: {imageCredentials: {password: hunter2}}", "agentValues.imageCredentials.password"),
        (f"queues: {{cpu: {{template: {ENV}}}}}", "queues.cpu.template.spec.containers[0].env[0].value"),
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


@pytest.mark.parametrize(
    "data",
    [
        {"existingSecret": "mine", "existingAgentk8sglueSecret": "mine", "accessKey": "access-key-in-it"},
        {"tlsSecretName": "tls", "authTokenSecretName": "x", "tlsSecret": "tls", "pullSecret": "x", "secretName": "x"},
        {"imagePullSecrets": [{"name": "token"}], "existingSecretPasswordKey": "redis-password", "passwordKey": "p"},
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
    assert list(secret_paths(data)) == []


@pytest.mark.parametrize(
    ("value", "has_one"),
    [
        ("redis://:hunter2@redis.example", True),
        (("x", "https://ada:hunter2@a.example/b"), True),
        ("https://ada@a.example:8080/b?c=d:e@f", False),
        ("https://a.example:8080/b@c", False),
        (7, False),
    ],
)
def test_a_password_in_a_url_is_detected(value: object, has_one: bool) -> None:
    assert has_password(value) is has_one
