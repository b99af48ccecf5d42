"""Owns what only one tenant's workers may have: a namespace and ports of a cluster, and the gateway's host.

It must not check what no tenant may have (`blueprint.stack.rules.placement`).
"""

from collections.abc import Iterator, Mapping

from blueprint.plan.workers.ports import port_claims, port_problems
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.placement import HOST, WORKER_NAMESPACE, namespace_of


def worker_clashes(tenants: Mapping[str, TenantSettings], platform: PlatformSettings) -> Iterator[Problem]:
    """Compare the tenants, by their files; each clash is told in the later file and names the first."""
    common = platform.workers
    if common is None:
        return
    yield from _twice_a_host(tenants)
    for cluster in (None, *platform.clusters):
        there = {file: tenant for file, tenant in sorted(tenants.items()) if tenant.cluster == cluster}
        yield from _twice_a_namespace(there)
        claims = (claim for file, tenant in there.items() for claim in port_claims(file, tenant.workers, common))
        yield from port_problems(claims, common)


def _twice_a_host(tenants: Mapping[str, TenantSettings]) -> Iterator[Problem]:
    """A host is one address, whatever cluster serves it."""
    first: dict[str, str] = {}
    for file, tenant in sorted(tenants.items()):
        host = tenant.workers.gateway.host if tenant.workers.gateway else None
        if host is not None and first.setdefault(host, file) != file:
            yield Problem(file, HOST, f"'{host}', which {first[host]} has too ({HOST})", "a host of one tenant only")


def _twice_a_namespace(there: Mapping[str, TenantSettings]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file, tenant in there.items():
        name = namespace_of(tenant)
        if first.setdefault(name, file) != file:
            found = f"'{name}', which {first[name]} has too"
            yield Problem(file, WORKER_NAMESPACE, found, "a namespace of one tenant only in its cluster")
