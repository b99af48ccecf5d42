"""Wrong values in the platform's parts: one clear line each, at the key where it stands."""

import pytest

from tests.blueprint.platform_config import CLUSTER, WHOLE, control_plane, gpu, server
from tests.blueprint.tenant_folder import Folder

NAME = "a name in lower-case letters, digits, - and single _ such as auth0, as part of a variable's name"
GROUP = {"features": ["reports"]}
VALUE = "a text, a number, true, false or a list of these"


def at(part: str, section: dict[str, object]) -> dict[str, object]:
    """A configuration with one part."""
    return CLUSTER | {part: section}


WRONG: list[tuple[dict[str, object], str]] = [
    ({"cluster": {}}, "cluster.context: found nothing, expected a text in one line"),
    (
        {"cluster": {"context": "x", "ingress": {"peers": [{"cidr": "10.0.0.0/8", "namespace": "x"}]}}},
        "cluster.ingress.peers[0]: found both or neither, expected either namespace (and maybe pods) or cidr",
    ),
    (
        {"cluster": {"context": "x", "monitoring": [{"cidr": "0.0.0.0/0"}]}},
        "cluster.monitoring[0].cidr: found '0.0.0.0/0', expected a network such as 10.0.0.0/16; for everybody, name no",
    ),
    (
        {"cluster": {"context": "x", "ingress": {"peers": [{"namespac": "x"}]}}},
        "cluster.ingress.peers[0].namespac: found an unknown key, expected namespace",
    ),
    ({"cluster": {"context": "x", "ingress": {"annotations": {"a": True}}}}, "cluster.ingress.annotations: found"),
    (
        control_plane(baseDomain="https://clearml.example"),
        "controlPlane.baseDomain: found 'https://clearml.example', ex",
    ),
    (
        control_plane(baseDomain="clearml.example/x"),
        "controlPlane.baseDomain: found 'clearml.example/x', expected a domain",
    ),
    (
        control_plane(baseDomain="ClearML.example"),
        "controlPlane.baseDomain: found 'ClearML.example', expected a domain in",
    ),
    (control_plane(hosts={"files": "api"}), "controlPlane.hosts: found api, app, api, expected three different names"),
    (
        control_plane(cookieDomain="other.example"),
        "controlPlane.cookieDomain: found 'other.example', expected clearml.example or a parent of it",
    ),
    (
        control_plane(cookieDomain="learml.example"),
        "controlPlane.cookieDomain: found 'learml.example', expected clearml",
    ),
    (
        control_plane(cookieName="clearml token"),
        "controlPlane.cookieName: found 'clearml token', expected a cookie's name such as clearml-token-k8s",
    ),
    (
        control_plane(serverVersion=3.25),
        "controlPlane.serverVersion: found the number 3.25, expected a server's version such as 3.29.0, in quotes",
    ),
    (
        control_plane(serverVersion="latest"),
        "controlPlane.serverVersion: found 'latest', expected a server's version such as 3.29.0",
    ),
    (
        control_plane(release="r" * 34),
        f"controlPlane.release: found '{'r' * 34}', expected at most 33 characters: names",
    ),
    (
        control_plane(fullname="r" * 53),
        f"controlPlane.fullname: found '{'r' * 53}', expected at most 52 characters: names",
    ),
    (control_plane(namespace="kube-system"), "controlPlane.namespace: found 'kube-system', expected a namespace"),
    (control_plane(namespace="default"), "controlPlane.namespace: found 'default', expected a namespace"),
    (
        control_plane(chart={"repository": "https://x.example"}),
        "controlPlane.chart.version: found nothing, expected an exact",
    ),
    (
        control_plane(chart={"reference": "clearml", "version": "1.0.0"}),
        "controlPlane.chart.repository: found nothing, expected the repository of a chart that has a bare name",
    ),
    (
        control_plane(chart={"reference": "oci://x/y", "repository": "https://x.example"}),
        "controlPlane.chart.reference: found 'oci://x/y', expected a bare name beside repository",
    ),
    (
        control_plane(chart={"reference": "/abs/chart"}),
        "controlPlane.chart.reference: found '/abs/chart', expected a chart",
    ),
    (
        control_plane(chart={"version": "11"}),
        "controlPlane.chart.version: found '11', expected a chart version such as",
    ),
    (
        control_plane(imageTags={"api": "1"}),
        "controlPlane.imageTags.api: found the key 'api', expected apiserver, files",
    ),
    (
        control_plane(chart={"version": "1.0.0", "values": {"a": [{"b": float("nan")}]}}),
        "controlPlane.chart.values.a[0].b: found a value that is no plain data, expected a finite number",
    ),
    (server(features=["piplines"]), "controlPlane.server.features[0]: found 'piplines', expected pipelines, or a name"),
    (
        server(groups={"data": GROUP | {"id": "abcd-1234-abcd-1234"}}),
        "controlPlane.server.groups.data.id: found 'abcd-1234-abcd-1234', expected a UUID such as",
    ),
    (
        server(groups={"data": GROUP, "Data": GROUP}),
        "controlPlane.server.groups: found two groups that are both 'data', expected names that differ by more than",
    ),
    (
        server(groups={"Data": GROUP}),
        "controlPlane.server.groups.Data: found the key 'Data', expected a group in lower",
    ),
    (
        server(groups={"a__b": GROUP}),
        "controlPlane.server.groups.a__b: found the key 'a__b', expected a group in lower",
    ),
    (
        server(groups={"users": GROUP | {"assignable": False}}),
        "controlPlane.server.groups.users: found assignable, expected only features of a built-in group",
    ),
    (
        server(groups={"admins": GROUP | {"name": "A"}}),
        "controlPlane.server.groups.admins: found name, expected only feat",
    ),
    (
        server(loginProviders={"a__b": {"clientId": "x"}}),
        f"controlPlane.server.loginProviders.a__b: found the key 'a__b', expected {NAME}",
    ),
    (
        server(loginProviders={"okta": {"clientId": "x", "extra": {"client_secret": "hunter2"}}}),
        "controlPlane.server.loginProviders.okta.extra.client_secret: found a value (not shown), expected secrets as",
    ),
    (
        server(loginProviders={"okta": {"clientId": "x", "extra": {"audience": "y"}}}),
        "controlPlane.server.loginProviders.okta.extra.audience: found it under extra, expected this field under",
    ),
    (
        server(extra={"hosts.redis.apiserver.url": "redis://:hunter2@redis.example:6379/0"}),
        'controlPlane.server.extra."hosts.redis.apiserver.url": found a value (not shown), expected secrets as a key',
    ),
    (
        server(extra={"hosts.all": ["http://a.example", "http://ada:hunter2@a.example"]}),
        'controlPlane.server.extra."hosts.all": found a value (not shown), expected secrets as a key',
    ),
    (
        server(extra={"services.organization.features.reports": True}),
        'controlPlane.server.extra."services.organization.features.reports": found a setting with a key of its own',
    ),
    (
        server(extra={"services.x.y": None}),
        f'controlPlane.server.extra."services.x.y": found nothing, expected {VALUE}',
    ),
    (
        server(extra={"services.x.y": {"a": 1}}),
        f'controlPlane.server.extra."services.x.y": found a mapping, expected {VALUE}',
    ),
    (
        server(extra={"services.x.y": [[1]]}),
        f'controlPlane.server.extra."services.x.y": found a list, expected {VALUE}',
    ),
    (
        server(extra={"services.x.y": float("inf")}),
        'controlPlane.server.extra."services.x.y": found the number inf, expected a',
    ),
    (
        server(extra={"services.x.y": ["a", ""]}),
        'controlPlane.server.extra."services.x.y": found an empty text in a list',
    ),
    (server(extra={"services.x.y": "a\0b"}), 'controlPlane.server.extra."services.x.y": found'),
    (server(extra={"services.x_.y": 1}), 'controlPlane.server.extra."services.x_.y": found the key'),
    (
        server(extra={"secure.ldap.password": "hunter2"}),
        'controlPlane.server.extra."secure.ldap.password": found a value (not shown), expected secrets as a key',
    ),
    (
        server(extraSecrets={"secure.ldap.password": "a b"}),
        'controlPlane.server.extraSecrets."secure.ldap.password": found a v',
    ),
    (
        gpu(nodes={"n": {"card": "T4"}}),
        "gpu.nodes.n.card: found 'T4', expected a card of the catalog: A30-24GB, A100-40GB",
    ),
    (gpu(nodes={"n": {"card": "A30-24GB", "gpus": []}}), "gpu.nodes.n.gpus: found no GPU, expected at least one GPU"),
    (gpu(nodes={"N": {"card": "A30-24GB"}}), "gpu.nodes.N: found the key 'N', expected the name of a node as"),
    (
        gpu(nodes={"n": {"card": "A30-24GB"}}, fractions=[0.5, 0.125]),
        "gpu.fractions: found 0.125 on A30-24GB, expected on A30-24GB: 1, 0.5, 0.25",
    ),
    (
        gpu(profiles={"A30-24GB": {"0.5": "7g.40gb"}}),
        "gpu.profiles: found 7g.40gb for 0.5 of A30-24GB, expected at most 4g",
    ),
    (
        gpu(profiles={"A30-24GB": {"0.5": "half"}}),
        "gpu.profiles.A30-24GB.\"0.5\": found 'half', expected a MIG profile such as",
    ),
    (
        gpu(cdmo={"release": "gpu-operator", "chart": {"version": "1.0.0"}}),
        "gpu.cdmo.release: found 'gpu-operator', expected another release than the operator's",
    ),
    (gpu(fractions=["0.5"]), "gpu.fractions[0]: found '0.5', expected a number, 0.01 to 1, without quotes"),
    (gpu(operatorNamespace="x"), "gpu.operatorNamespace: found it beside an operator of ours, expected operator: null"),
    (at("redis", {"mode": "external"}), "redis.external: found nothing, expected external: {host: …}"),
    (
        at("redis", {"mode": "external", "external": {"host": "http://x"}}),
        "redis.external.host: found 'http://x', expected a",
    ),
    (at("redis", {"mode": "shard"}), "redis.mode: found 'shard', expected shared, perTenant or external"),
    (
        at("registry", {"host": "https://docker.io"}),
        "registry.host: found 'https://docker.io', expected a registry's host",
    ),
    (at("isolation", {"enable": True}), "isolation.enable: found an unknown key, expected enabled"),
    (
        at("applications", {"archive": "no.zip", "sha256": "0" * 64}),
        "applications.archive: found 'no.zip', expected the path",
    ),
    (at("applications", {}), "applications.sha256: found nothing, expected 64 hexadecimal digits, as sha256sum prints"),
    ({"clutser": {}}, "clutser: found an unknown key, expected cluster"),
]


@pytest.mark.parametrize(
    ("config", "line"), WRONG, ids=[line.split(":")[0] + str(n) for n, (_, line) in enumerate(WRONG)]
)
def test_a_wrong_value_is_told_where_it_stands(folder: Folder, config: dict[str, object], line: str) -> None:
    lines = folder.lines(config)

    assert [found for found in lines if found.startswith(f"Pulumi.dev.yaml: clearml:{line}")], lines
    assert "hunter2" not in "".join(lines)


RIGHT: list[dict[str, object]] = [
    control_plane(release="r" * 33),
    control_plane(fullname="r" * 52, release="r" * 53),
    control_plane(baseDomain="clearml.acme.example", cookieDomain=".acme.example"),
    control_plane(cookieDomain="clearml.example"),
    control_plane(chart={"reference": "allegroai-enterprise/clearml-enterprise", "version": "7.0.1"}),
    control_plane(chart={"version": "11.0.2", "values": {"a": None, "b": [1, {"c": 0.5}]}}),
    server(groups={"users": {"features": []}, "data_scientists": GROUP}),
    server(extra={"apiserver.endpoints._default.log_call": True, "services.queues.tags": ["a", 1]}),
    server(extra={"hosts.kafka.billing.host": ["kafka.example:9092"]}),
    gpu(nodes={"n.example": {"card": "H100-80GB", "gpus": [3, 1, 1]}}, fractions=[0.125, 1]),
    gpu(operator=None, operatorNamespace="kube-system", operatorPods="app.kubernetes.io/name=nvidia-device-plugin"),
    CLUSTER | {"redis": {"mode": "external", "external": {"host": "redis.example"}}},
    WHOLE | {"billing": {"mode": "metering", "metering": {"events": {"users": False, "storage": "s.json"}}}},
    {
        "cluster": {
            "context": "x",
            "ingress": {"peers": [{"namespace": "kube-system"}], "annotations": None},
            "monitoring": None,
        }
    },
]


@pytest.mark.parametrize("config", RIGHT)
def test_a_right_value_is_taken(folder: Folder, config: dict[str, object]) -> None:
    assert folder.build(config).platform is not None
