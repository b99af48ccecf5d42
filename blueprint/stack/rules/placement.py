"""Checks the place of one tenant's workers: its cluster, namespace and gateway host.

Tenants are compared with each other by `blueprint.stack.rules.collisions`.
"""

from collections.abc import Iterator

from blueprint.plan.workers.place import TenantPlace
from blueprint.settings.checking.explain import nearest
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.rules.platform import namespaces

CLUSTER = "cluster"
WORKER_NAMESPACE = "workers.namespace"
HOST = "workers.gateway.host"
_RESERVED = "clearml"
"""The usual namespace of the server, reserved whatever the namespace of this stack's server."""


def place_problems(place: TenantPlace, cookie_domain: str | None, platform: PlatformSettings) -> Iterator[Problem]:
    """Find what no tenant may have; `cookie_domain` is the tenant's own, if its file has one."""
    unknown = cluster_problem(place.file, place.cluster, platform)
    if unknown is not None:
        yield unknown
        return
    yield from _unreachable_redis(place, platform)
    yield from _reserved_namespace(place, platform)
    yield from _foreign_host(place, cookie_domain, platform)


def cluster_problem(file: str, cluster: str | None, platform: PlatformSettings | None) -> Problem | None:
    """Find a cluster that the stack does not have."""
    clusters = platform.clusters if platform else {}
    if cluster is None or cluster in clusters:
        return None
    expected = nearest(cluster, clusters) if clusters else f"no cluster: {NAMESPACE}:clusters names none"
    return Problem(file, CLUSTER, shown(cluster, CLUSTER), expected)


def _unreachable_redis(place: TenantPlace, platform: PlatformSettings) -> Iterator[Problem]:
    """Find a shared Redis that is out of reach: the name of a Service means nothing in another cluster."""
    if place.cluster is not None and platform.redis is not None and platform.redis.mode == "shared":
        found = f"{shown(place.cluster, CLUSTER)}, while {NAMESPACE}:redis.mode is shared"
        expected = "the platform's own cluster, or a Redis that is reachable from there: mode perTenant or external"
        yield Problem(place.file, CLUSTER, found, expected)


def _reserved_namespace(place: TenantPlace, platform: PlatformSettings) -> Iterator[Problem]:
    name = place.namespace
    home = place.cluster is None
    cluster = platform.cluster if home else platform.clusters[str(place.cluster)]
    path = "cluster" if home else f"clusters.{place.cluster}"
    holder = dict(_holders(cluster, path, platform if home else None)).get(name)
    if name.startswith("kube-"):
        holder = "Kubernetes itself"
    if holder is not None:
        source = ", from the file's name" if place.namespace_from_slug else ""
        expected = f"another one, as {WORKER_NAMESPACE} in this file" if source else "another one"
        yield Problem(place.file, WORKER_NAMESPACE, f"'{name}'{source}, which belongs to {holder}", expected)


def _holders(cluster: ClusterSettings, path: str, platform: PlatformSettings | None) -> Iterator[tuple[str, str]]:
    """Yield each reserved namespace with its owner; `path` is the cluster's key.

    A tenant in the namespace of a peer would put the policies of tenants on the peer's pods.
    """
    for peer in (*cluster.ingress.peers, *cluster.monitoring):
        if peer.namespace is not None:
            yield peer.namespace, f"a peer that {NAMESPACE}:{path} names"
    yield _RESERVED, "the ClearML server"
    yield "default", "Kubernetes itself"
    if platform is not None:
        if platform.gpu is not None:
            yield platform.gpu.device_plugin.namespace, "the GPU operator"
        yield from ((name, f"{NAMESPACE}:{path}") for path, name in namespaces(platform))


def _foreign_host(place: TenantPlace, cookie_domain: str | None, platform: PlatformSettings) -> Iterator[Problem]:
    """The gateway admits users by the server's cookie, which browsers send to its domain and below only."""
    host, server = place.host, platform.control_plane
    if host is None or server is None:
        return
    cookie = (cookie_domain or server.cookie_domain or server.base_domain).removeprefix(".")
    own = {f"{part}.{server.base_domain}" for part in (server.hosts.api, server.hosts.app, server.hosts.files)}
    if host in own:
        expected = f"a host below {cookie} that no part of the server has"
        yield Problem(place.file, HOST, f"'{host}', a host of the server itself", expected)
    elif host != cookie and not host.endswith(f".{cookie}"):
        expected = f"a host below {cookie}, the domain of the login cookie"
        yield Problem(place.file, HOST, shown(host, HOST), expected)
