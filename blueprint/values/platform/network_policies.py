"""Network policies of the platform's pods; those of tenants are in `blueprint.values.tenant.policies`.

The first policy of each namespace denies everything; each further one allows one kind of connection
(`tests/blueprint/values/policies` tests every one). They have no effect unless the cluster's CNI enforces policies.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.egress import api_denial, kind_of, ways_of_code
from blueprint.values.common.entities import from_controllers
from blueprint.values.common.policy_parts import (
    A_TASK,
    EVERY_POD,
    NOT_A_TASK,
    namespace,
    peers,
    pods,
    policy,
    role,
    rule,
)
from blueprint.values.common.ways_out import EgressPolicy
from blueprint.values.names import KAFKA_PORT, PORTS, REDIS_PORT, ServerNames
from blueprint.values.platform.namespaces import ROLES, Part, platform_namespaces

Manifest = dict[str, Any]

ACME_SOLVER = {"acme.cert-manager.io/http01-solver": "true"}
ACME_PORT = 8089
"""Port of the pods with which cert-manager answers an HTTP-01 challenge."""
METRICS = "metrics"
"""Name of the metrics port in the charts."""
GPU_METRICS = 9400
"""Port of NVIDIA's dcgm-exporter."""
WEBHOOKS = 9443
"""Port on which an operator's admission webhook listens by default."""


def policies(platform: PlatformSettings) -> Mapping[Part, tuple[Manifest, ...]]:
    """Return the policies by part, for the namespaces of `platform_namespaces`; none if isolation is off."""
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
        yield from _applications(platform, where)
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
        selected = pods(ServerNames.of(platform.control_plane).name_label)
        yield from from_controllers(platform.cluster, "allow-web", where, selected, sorted(PORTS.values()))
    ingress = peers(platform.cluster.ingress.peers)
    yield policy("allow-acme-solver", where, pods(ACME_SOLVER), [rule(ingress, [ACME_PORT])])
    yield from from_controllers(platform.cluster, "allow-acme-solver", where, pods(ACME_SOLVER), [ACME_PORT])


def _applications(platform: PlatformSettings, where: str) -> Iterator[Manifest]:
    """Lock the egress of application tasks as that of tenants' tasks: both run code of tenants."""
    if platform.workers is None or not platform.workers.egress.locked:
        return
    cluster, egress = platform.cluster, platform.workers.egress
    ways = list(ways_of_code(cluster, egress, platform.control_plane))
    yield kind_of(cluster, EgressPolicy("allow-egress-of-tasks", where, A_TASK, ways))
    yield from api_denial(cluster, egress, where)


def _web(platform: PlatformSettings, control_plane: ControlPlaneSettings, where: str) -> Manifest:
    """The ingress controller, tenants, application tasks and configured peers reach the server's three web ports.

    Every source does if the ingress controller's peers are not configured: to deny them would cut off the server.
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
    """Allow tenants' agents, which keep their locks in Redis, and not their tasks.

    A tenant can change the labels of its pods, so the selector of pods only narrows that of namespaces.
    """
    agents = {"namespaceSelector": role("tenant"), "podSelector": NOT_A_TASK}
    sources = [agents, *peers(platform.isolation.extra_redis_peers)]
    return policy("allow-agents", where, EVERY_POD, [rule(sources, [REDIS_PORT])])


def _billing(platform: PlatformSettings, where: str) -> Iterator[Manifest]:
    """Allow the apiserver, which sends usage, and no other pod of its namespace, where application tasks run too."""
    if platform.control_plane is not None:
        names = ServerNames.of(platform.control_plane)
        labels = platform.billing.server_pods or names.instance_label("apiserver")
        apiserver = {"namespaceSelector": namespace(names.namespace), "podSelector": pods(labels)}
        yield policy("allow-apiserver", where, EVERY_POD, [rule([apiserver], [REDIS_PORT, KAFKA_PORT])])


def _webhooks(where: str) -> Manifest:
    """Allow every source: the API server calls admission webhooks and is not a pod that a peer could select."""
    return policy("allow-webhooks", where, EVERY_POD, [rule([], [WEBHOOKS])])


def _monitoring(platform: PlatformSettings, part: Part, where: str) -> Manifest:
    ports: list[int | str] = [METRICS, GPU_METRICS] if ROLES[part] == "gpu" else [METRICS]
    return policy("allow-monitoring", where, EVERY_POD, [rule(peers(platform.cluster.monitoring), ports)])
