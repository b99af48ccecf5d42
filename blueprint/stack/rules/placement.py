"""Owns where one tenant's workers may be: in which cluster, in which namespace, under which host.

It must not compare tenants with each other (`blueprint.stack.rules.collisions`).
"""

from collections.abc import Iterator

from blueprint.settings.checking.explain import nearest
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.platform import namespaces

CLUSTER = "cluster"
WORKER_NAMESPACE = "workers.namespace"
HOST = "workers.gateway.host"
_RESERVED = "clearml"
"""Where everybody expects the server, whatever this stack calls its namespace."""


def place_problems(file: str, tenant: TenantSettings, platform: PlatformSettings) -> Iterator[Problem]:
    """Find what no tenant may have; `file` is the tenant's."""
    found = cluster_problem(file, tenant, platform)
    if found is not None:
        yield found
    elif platform.workers is not None:
        yield from _unreachable_redis(file, tenant, platform)
        yield from _reserved_namespace(file, tenant, platform)
        yield from _foreign_host(file, tenant, platform)


def cluster_problem(file: str, tenant: TenantSettings, platform: PlatformSettings | None) -> Problem | None:
    """Find a cluster that the stack does not know."""
    known = platform.clusters if platform else {}
    if tenant.cluster is None or tenant.cluster in known:
        return None
    expected = nearest(tenant.cluster, known) if known else f"no cluster: {NAMESPACE}:clusters names none"
    return Problem(file, CLUSTER, shown(tenant.cluster, CLUSTER), expected)


def namespace_of(tenant: TenantSettings) -> str:
    """The namespace of a tenant's workers: the slug unless its file names one."""
    return tenant.workers.namespace or tenant.slug


def _unreachable_redis(file: str, tenant: TenantSettings, platform: PlatformSettings) -> Iterator[Problem]:
    """A Service has no name in another cluster."""
    if tenant.cluster is not None and platform.redis is not None and platform.redis.mode == "shared":
        found = f"{shown(tenant.cluster, CLUSTER)}, while {NAMESPACE}:redis.mode is shared"
        expected = "the platform's own cluster, or a Redis that is reachable from there: mode perTenant or external"
        yield Problem(file, CLUSTER, found, expected)


def _reserved_namespace(file: str, tenant: TenantSettings, platform: PlatformSettings) -> Iterator[Problem]:
    name = namespace_of(tenant)
    home = tenant.cluster is None
    cluster = platform.cluster if home else platform.clusters[str(tenant.cluster)]
    path = "cluster" if home else f"clusters.{tenant.cluster}"
    holder = dict(_holders(cluster, path, platform if home else None)).get(name)
    if name.startswith("kube-"):
        holder = "Kubernetes itself"
    if holder is not None:
        source = "" if tenant.workers.namespace else ", from the file's name"
        expected = f"another one, as {WORKER_NAMESPACE} in this file" if source else "another one"
        yield Problem(file, WORKER_NAMESPACE, f"'{name}'{source}, which belongs to {holder}", expected)


def _holders(cluster: ClusterSettings, path: str, platform: PlatformSettings | None) -> Iterator[tuple[str, str]]:
    """Namespace: whose it is; `path` is the cluster's key. Taking over one of peers would fence off what others run."""
    for peer in (*cluster.ingress.peers, *cluster.monitoring):
        if peer.namespace is not None:
            yield peer.namespace, f"a peer that {NAMESPACE}:{path} names"
    yield _RESERVED, "the ClearML server"
    yield "default", "Kubernetes itself"
    if platform is not None:
        if platform.gpu is not None:
            yield platform.gpu.device_plugin.namespace, "the GPU operator"
        yield from ((name, f"{NAMESPACE}:{path}") for path, name in namespaces(platform))


def _foreign_host(file: str, tenant: TenantSettings, platform: PlatformSettings) -> Iterator[Problem]:
    """The gateway lets people in by the server's cookie, which browsers send to its domain and below only."""
    gateway, server = tenant.workers.gateway, platform.control_plane
    if gateway is None or server is None:
        return
    cookie = (tenant.cookie_domain or server.cookie_domain or server.base_domain).removeprefix(".")
    own = {f"{part}.{server.base_domain}" for part in (server.hosts.api, server.hosts.app, server.hosts.files)}
    if gateway.host in own:
        yield Problem(file, HOST, f"'{gateway.host}', a host of the server itself", f"a host of its own below {cookie}")
    elif gateway.host != cookie and not gateway.host.endswith(f".{cookie}"):
        expected = f"a host below {cookie}, the domain of the login cookie"
        yield Problem(file, HOST, shown(gateway.host, HOST), expected)
