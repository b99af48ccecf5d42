"""The platform whose arrows are proved: its settings in several forms, and the pods in and around it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.names import TENANT, role_labels
from blueprint.values.platform.namespaces import platform_namespaces
from blueprint.values.platform.network_policies import policies
from tests.blueprint.values.policies.evaluator import Cluster, Outside, Pod

INGRESS = {"namespace": "ingress-nginx", "pods": {"app.kubernetes.io/name": "ingress-nginx"}}
MONITORING = {"namespace": "monitoring"}
FULLNAME = "clearml-enterprise"


def platform(archive: Path, **changes: Any) -> PlatformSettings:
    """A platform with every part; `changes` replace whole sections."""
    sections: dict[str, Any] = {
        "cluster": {
            "context": "test",
            "identifier": "test",
            "ingress": {"peers": [INGRESS]},
            "monitoring": [MONITORING],
        },
        "controlPlane": {"baseDomain": "clearml.example"},
        "gpu": {},
        "redis": {},
        "billing": {"mode": "chart", "archive": str(archive), "sha256": "0" * 64},
    }
    return PlatformSettings.model_validate(sections | changes, by_alias=True, by_name=False)


def cluster(settings: PlatformSettings, **how: Any) -> Cluster:
    """The platform's namespaces and policies, beside namespaces of others."""
    made = {one["metadata"]["name"]: one["metadata"]["labels"] for one in platform_namespaces(settings).values()}
    tenants = {name: {**role_labels("tenant"), TENANT: name} for name in ("acme", "globex")}
    others: dict[str, dict[str, str]] = {"ingress-nginx": {}, "monitoring": {}, "kube-system": {}, "stranger": {}}
    every = [one for some in policies(settings).values() for one in some]
    return Cluster({**made, **tenants, **others}, every, **how)


def _server(part: str) -> Pod:
    labels = {"app.kubernetes.io/name": FULLNAME, "app.kubernetes.io/instance": f"{FULLNAME}-{part}"}
    return Pod("clearml", labels, named_ports={"metrics": 9000})


def _store(namespace: str, name: str) -> Pod:
    return Pod(namespace, {"app.kubernetes.io/name": name}, named_ports={"metrics": 9121})


PODS: Mapping[str, Pod] = {
    "apiserver": _server("apiserver"),
    "fileserver": _server("fileserver"),
    "webserver": _server("webserver"),
    "apps agent": _server("apps"),
    "app task": Pod("clearml", {"clearml-task-id": "1", "CLEARML": "agent-1"}),
    "app task, dressed up": Pod(
        "clearml", {"clearml-task-id": "1", "app.kubernetes.io/instance": f"{FULLNAME}-fileserver"}
    ),
    "mongodb": _store("clearml", "mongodb"),
    "elasticsearch": Pod("clearml", {"app": "clearml-elastic-master"}),
    "server's redis": _store("clearml", "redis"),
    "acme solver": Pod("clearml", {"acme.cert-manager.io/http01-solver": "true"}),
    "shared redis": _store("redis-shared", "redis"),
    "billing kafka": _store("clearml-billing", "kafka"),
    "billing redis": _store("clearml-billing", "redis"),
    "billing server": _store("clearml-billing", "billing"),
    "dcgm exporter": Pod("gpu-operator", {"app": "nvidia-dcgm-exporter"}, named_ports={"metrics": 9400}),
    "device plugin": Pod("gpu-operator", {"app": "nvidia-device-plugin-daemonset"}),
    "cdmo": Pod("cdmo", {"app": "cdmo"}),
    "ingress controller": Pod("ingress-nginx", {"app.kubernetes.io/name": "ingress-nginx"}, address="10.244.2.2"),
    "beside the ingress": Pod("ingress-nginx", {"app": "debug"}),
    "posing as the ingress": Pod("stranger", {"app.kubernetes.io/name": "ingress-nginx"}),
    "posing as the apiserver": Pod("stranger", {"app.kubernetes.io/instance": f"{FULLNAME}-apiserver"}),
    "prometheus": Pod("monitoring", {"app": "prometheus"}),
    "acme agent": Pod("acme", {"app.kubernetes.io/name": "clearml-agent"}),
    "acme gateway": Pod("acme", {"app.kubernetes.io/instance": "gateway"}),
    "acme task": Pod("acme", {"clearml-task-id": "2", "CLEARML": "agent-2"}),
    "globex task": Pod("globex", {"clearml-task-id": "3"}),
    "stranger": Pod("stranger"),
    "system": Pod("kube-system"),
}
OUTSIDE: Mapping[str, Outside] = {
    "internet": Outside("203.0.113.50"),
    "load balancer": Outside("192.0.2.10"),
    "API server": Outside("192.0.2.200"),
}
EVERYBODY: Mapping[str, Pod | Outside] = {**PODS, **OUTSIDE}
"""Everybody in and around the platform; names as the table of arrows says them."""
