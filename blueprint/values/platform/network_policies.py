"""Owns who may connect to the platform's pods. Tenants' own namespaces are their workers' business.

Each namespace is shut first, then opened arrow by arrow; `tests/blueprint/values/policies` proves every arrow. It must not know a CNI,
and cannot tell whether the cluster has one that enforces policies.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.policy_parts import EVERY_POD, NOT_A_TASK, namespace, peers, pods, policy, role, rule
from blueprint.values.names import KAFKA_PORT, PORTS, REDIS_PORT, ServerNames
from blueprint.values.platform.namespaces import ROLES, Part, platform_namespaces

Manifest = dict[str, Any]

ACME_SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
ACME_PORT = 8089
"""Pods that cert-manager puts up for a moment to answer an HTTP-01 challenge."""
METRICS = "metrics"
"""What charts call the port of their metrics."""
GPU_METRICS = 9400
"""Port of NVIDIA's dcgm-exporter."""
WEBHOOKS = 9443
"""Port on which an operator's admission webhook listens by default."""


def policies(platform: PlatformSettings) -> Mapping[Part, tuple[Manifest, ...]]:
    """Return the policies by part, for the namespaces of `platform_namespaces`; nothing where isolation is off."""
    if not platform.isolation.enabled:
        return {}
    namespaces = {part: manifest["metadata"]["name"] for part, manifest in platform_namespaces(platform).items()}
    return {part: tuple(_policies(platform, part, where)) for part, where in namespaces.items()}


def _policies(platform: PlatformSettings, part: Part, where: str) -> Iterator[Manifest]:
    # Application tasks run beside the databases, which have no passwords by default.
    within = NOT_A_TASK if part == "control-plane" else EVERY_POD
    yield policy("default-deny-ingress", where, EVERY_POD, [rule([{"podSelector": within}], [])])
    if part == "control-plane":
        yield from _server(platform, where)
    elif part == "redis":
        yield _redis(platform, where)
    elif part == "billing":
        yield from _billing(platform, where)
    elif part == "cdmo":
        yield _webhooks(where)
    if platform.cluster.monitoring:
        yield _monitoring(platform, part, where)


def _server(platform: PlatformSettings, where: str) -> Iterator[Manifest]:
    if platform.control_plane is not None:
        yield _web(platform, platform.control_plane, where)
    ingress = peers(platform.cluster.ingress.peers)
    yield policy("allow-acme-solver", where, pods(ACME_SOLVER), [rule(ingress, [ACME_PORT])])


def _web(platform: PlatformSettings, control_plane: ControlPlaneSettings, where: str) -> Manifest:
    """The ingress controller, tenants, application tasks and configured peers reach the server's three web ports.

    Everybody does where the ingress controller's peers are not configured: shutting it out would end the service.
    """
    ingress = platform.cluster.ingress.peers
    open_to_all = platform.isolation.web_from_anywhere or not ingress
    sources = [
        {"podSelector": EVERY_POD},
        {"namespaceSelector": role("tenant")},
        *peers([*ingress, *platform.cluster.monitoring, *platform.isolation.extra_web_peers]),
    ]
    selected = pods(ServerNames.of(control_plane).name_label)
    return policy("allow-web", where, selected, [rule([] if open_to_all else sources, sorted(PORTS.values()))])


def _redis(platform: PlatformSettings, where: str) -> Manifest:
    """Agents of tenants keep their locks here; their tasks have no business with it.

    The namespace's role is the fence: a tenant can relabel its own pods, so the pods' selector only narrows.
    """
    agents = {"namespaceSelector": role("tenant"), "podSelector": NOT_A_TASK}
    sources = [agents, *peers(platform.isolation.extra_redis_peers)]
    return policy("allow-agents", where, EVERY_POD, [rule(sources, [REDIS_PORT])])


def _billing(platform: PlatformSettings, where: str) -> Iterator[Manifest]:
    """The apiserver alone sends usage: not every pod of its namespace, where application tasks run too."""
    if platform.control_plane is not None:
        names = ServerNames.of(platform.control_plane)
        labels = platform.billing.server_pods or names.instance_label("apiserver")
        apiserver = {"namespaceSelector": namespace(names.namespace), "podSelector": pods(labels)}
        yield policy("allow-apiserver", where, EVERY_POD, [rule([apiserver], [REDIS_PORT, KAFKA_PORT])])


def _webhooks(where: str) -> Manifest:
    """An admission webhook is called by the API server, which is no pod: only a rule without peers lets it in."""
    return policy("allow-webhooks", where, EVERY_POD, [rule([], [WEBHOOKS])])


def _monitoring(platform: PlatformSettings, part: Part, where: str) -> Manifest:
    ports: list[int | str] = [METRICS, GPU_METRICS] if ROLES[part] == "gpu" else [METRICS]
    return policy("allow-monitoring", where, EVERY_POD, [rule(peers(platform.cluster.monitoring), ports)])
