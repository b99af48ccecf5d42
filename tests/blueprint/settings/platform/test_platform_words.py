"""Invalid values in the platform's settings: each is reported on one line, with the path of its key."""

import pytest

from tests.blueprint.platform_config import CLUSTER, WHOLE, control_plane, gpu, server
from tests.blueprint.tenant_folder import Folder

GROUP = {"features": ["reports"]}


def at(part: str, section: dict[str, object]) -> dict[str, object]:
    """A configuration with one part."""
    return CLUSTER | {part: section}


WRONG: list[tuple[dict[str, object], str, str]] = [
    ({"cluster": {}}, "cluster.context", "nothing"),
    (
        {"cluster": {"context": "x", "ingress": {"peers": [{"cidr": "10.0.0.0/8", "namespace": "x"}]}}},
        "cluster.ingress.peers[0]",
        "both or neither",
    ),
    (
        {"cluster": {"context": "x", "monitoring": [{"cidr": "0.0.0.0/0"}]}},
        "cluster.monitoring[0].cidr",
        "0.0.0.0/0",
    ),
    (
        {"cluster": {"context": "x", "ingress": {"peers": [{"namespac": "x"}]}}},
        "cluster.ingress.peers[0].namespac",
        "expected namespace",
    ),
    ({"cluster": {"context": "x", "ingress": {"annotations": {"a": True}}}}, "cluster.ingress.annotations.a", "quotes"),
    (
        control_plane(baseDomain="https://clearml.example"),
        "controlPlane.baseDomain",
        "domain",
    ),
    (
        control_plane(baseDomain="clearml.example/x"),
        "controlPlane.baseDomain",
        "domain",
    ),
    (
        control_plane(baseDomain="ClearML.example"),
        "controlPlane.baseDomain",
        "lower case",
    ),
    (control_plane(hosts={"files": "api"}), "controlPlane.hosts", "different"),
    (
        control_plane(cookieDomain="other.example"),
        "controlPlane.cookieDomain",
        "parent",
    ),
    (
        control_plane(cookieDomain="learml.example"),
        "controlPlane.cookieDomain",
        "parent",
    ),
    (
        control_plane(cookieName="clearml token"),
        "controlPlane.cookieName",
        "cookie name",
    ),
    (
        control_plane(serverVersion=3.25),
        "controlPlane.serverVersion",
        "quotes",
    ),
    (
        control_plane(serverVersion="latest"),
        "controlPlane.serverVersion",
        "latest",
    ),
    (
        control_plane(release="r" * 34),
        "controlPlane.release",
        "33 characters",
    ),
    (
        control_plane(fullname="r" * 53),
        "controlPlane.fullname",
        "52 characters",
    ),
    (control_plane(namespace="kube-system"), "controlPlane.namespace", "kube-"),
    (control_plane(namespace="default"), "controlPlane.namespace", "default"),
    (
        control_plane(chart={"repository": "https://x.example"}),
        "controlPlane.chart.version",
        "version",
    ),
    (
        control_plane(chart={"reference": "clearml", "version": "1.0.0"}),
        "controlPlane.chart.repository",
        "bare name",
    ),
    (
        control_plane(chart={"reference": "oci://x/y", "repository": "https://x.example"}),
        "controlPlane.chart.reference",
        "bare",
    ),
    (
        control_plane(chart={"reference": "/abs/chart"}),
        "controlPlane.chart.reference",
        "/abs/chart",
    ),
    (
        control_plane(chart={"version": "11"}),
        "controlPlane.chart.version",
        "'11'",
    ),
    (
        control_plane(imageTags={"api": "1"}),
        "controlPlane.imageTags.api",
        "apiserver",
    ),
    (
        control_plane(chart={"version": "1.0.0", "values": {"a": [{"b": float("nan")}]}}),
        "controlPlane.chart.values.a[0].b",
        "finite",
    ),
    (server(features=["piplines"]), "controlPlane.server.features[0]", "pipelines"),
    (
        server(groups={"data": GROUP | {"id": "abcd-1234-abcd-1234"}}),
        "controlPlane.server.groups.data.id",
        "UUID",
    ),
    (
        server(groups={"data": GROUP, "Data": GROUP}),
        "controlPlane.server.groups",
        "'data'",
    ),
    (
        server(groups={"Data": GROUP}),
        "controlPlane.server.groups.Data",
        "lower-case",
    ),
    (
        server(groups={"a__b": GROUP}),
        "controlPlane.server.groups.a__b",
        "lower-case",
    ),
    (
        server(groups={"users": GROUP | {"assignable": False}}),
        "controlPlane.server.groups.users",
        "assignable",
    ),
    (
        server(groups={"admins": GROUP | {"name": "A"}}),
        "controlPlane.server.groups.admins",
        "built-in",
    ),
    (
        server(loginProviders={"a__b": {"clientId": "x"}}),
        "controlPlane.server.loginProviders.a__b",
        "lower-case",
    ),
    (
        server(loginProviders={"okta": {"clientId": "x", "extra": {"client_secret": "hunter2"}}}),
        "controlPlane.server.loginProviders.okta.extra.client_secret",
        "encrypted secret",
    ),
    (
        server(loginProviders={"okta": {"clientId": "x", "extra": {"audience": "y"}}}),
        "controlPlane.server.loginProviders.okta.extra.audience",
        "own key",
    ),
    (
        server(extra={"hosts.redis.apiserver.url": "redis://:hunter2@redis.example:6379/0"}),
        'controlPlane.server.extra."hosts.redis.apiserver.url"',
        "encrypted secret",
    ),
    (
        server(extra={"hosts.all": ["http://a.example", "http://ada:hunter2@a.example"]}),
        'controlPlane.server.extra."hosts.all"',
        "encrypted secret",
    ),
    (
        server(extra={"services.organization.features.reports": True}),
        'controlPlane.server.extra."services.organization.features.reports"',
        "own key",
    ),
    (
        server(extra={"services.x.y": None}),
        'controlPlane.server.extra."services.x.y"',
        "nothing",
    ),
    (
        server(extra={"services.x.y": {"a": 1}}),
        'controlPlane.server.extra."services.x.y"',
        "a mapping",
    ),
    (
        server(extra={"services.x.y": [[1]]}),
        'controlPlane.server.extra."services.x.y"',
        "a list",
    ),
    (
        server(extra={"services.x.y": float("inf")}),
        'controlPlane.server.extra."services.x.y"',
        "inf",
    ),
    (
        server(extra={"services.x.y": ["a", ""]}),
        'controlPlane.server.extra."services.x.y"',
        "empty string",
    ),
    (server(extra={"services.x.y": "a\0b"}), 'controlPlane.server.extra."services.x.y"', "NUL"),
    (server(extra={"services.x_.y": 1}), 'controlPlane.server.extra."services.x_.y"', "the key"),
    (
        server(extra={"secure.ldap.password": "hunter2"}),
        'controlPlane.server.extra."secure.ldap.password"',
        "encrypted secret",
    ),
    (
        server(extraSecrets={"secure.ldap.password": "a b"}),
        'controlPlane.server.extraSecrets."secure.ldap.password"',
        "serverSecret-",
    ),
    (
        gpu(nodes={"n": {"card": "T4"}}),
        "gpu.nodes.n.card",
        "A30-24GB",
    ),
    (gpu(nodes={"n": {"card": "A30-24GB", "gpus": []}}), "gpu.nodes.n.gpus", "no GPU"),
    (gpu(nodes={"N": {"card": "A30-24GB"}}), "gpu.nodes.N", "kubectl"),
    (
        gpu(nodes={"n": {"card": "A30-24GB"}}, fractions=[0.5, 0.125]),
        "gpu.fractions",
        "0.125",
    ),
    (
        gpu(profiles={"A30-24GB": {"0.5": "7g.40gb"}}),
        "gpu.profiles",
        "4g",
    ),
    (
        gpu(profiles={"A30-24GB": {"0.5": "half"}}),
        'gpu.profiles.A30-24GB."0.5"',
        "MIG profile",
    ),
    (
        gpu(cdmo={"release": "gpu-operator", "chart": {"version": "1.0.0"}}),
        "gpu.cdmo.release",
        "operator's",
    ),
    (gpu(fractions=["0.5"]), "gpu.fractions[0]", "without quotes"),
    (gpu(operatorNamespace="x"), "gpu.operatorNamespace", "operator: null"),
    (at("redis", {"mode": "external"}), "redis.external", "host"),
    (
        at("redis", {"mode": "external", "external": {"host": "http://x"}}),
        "redis.external.host",
        "host name",
    ),
    (at("redis", {"mode": "shard"}), "redis.mode", "perTenant"),
    (
        at("registry", {"host": "https://docker.io"}),
        "registry.host",
        "registry host",
    ),
    (at("isolation", {"enable": True}), "isolation.enable", "expected enabled"),
    (
        at("applications", {"archive": "no.zip", "sha256": "0" * 64}),
        "applications.archive",
        "path",
    ),
    (at("applications", {}), "applications.sha256", "hexadecimal"),
    ({"clutser": {}}, "clutser", "expected cluster"),
]


@pytest.mark.parametrize(
    ("config", "path", "word"), WRONG, ids=[f"{path}-{number}" for number, (_, path, _) in enumerate(WRONG)]
)
def test_an_invalid_value_is_reported_with_its_path(
    folder: Folder, config: dict[str, object], path: str, word: str
) -> None:
    lines = folder.lines(config)

    assert [line for line in lines if line.startswith(f"Pulumi.dev.yaml: clearml:{path}: found") and word in line], (
        lines
    )
    assert "hunter2" not in "".join(lines)


RIGHT: list[dict[str, object]] = [
    control_plane(release="r" * 33),
    control_plane(fullname="r" * 52, release="r" * 53),
    control_plane(baseDomain="clearml.acme.example", cookieDomain=".acme.example"),
    control_plane(cookieDomain="clearml.example"),
    control_plane(chart={"reference": "allegroai-enterprise/clearml-enterprise", "version": "7.0.1"}),
    control_plane(chart={"version": "11.0.2", "values": {"a": "", "b": [1, {"c": 0.5}]}}),
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
def test_a_valid_value_is_accepted(folder: Folder, config: dict[str, object]) -> None:
    assert folder.build(config).platform is not None
