"""Compares the places of all tenants: a namespace, ports and a gateway's host belong to one tenant only.

What no tenant may have is checked by `blueprint.stack.rules.placement`.
"""

from collections.abc import Iterable, Iterator

from blueprint.plan.workers.place import TenantPlace
from blueprint.plan.workers.ports import port_claims, port_problems
from blueprint.settings.checking.problems import OtherOwner, Problem
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.stack.rules.placement import HOST, WORKER_NAMESPACE


def collision_problems(
    places: Iterable[TenantPlace], platform: PlatformSettings, common: WorkerPlatformSettings
) -> Iterator[Problem]:
    """Compare the tenants by their files; each collision is a problem of the later file and names the first."""
    ordered = sorted(places, key=lambda place: place.file)
    yield from _shared_hosts(ordered)
    for cluster in (None, *platform.clusters):
        there = [place for place in ordered if place.cluster == cluster]
        yield from _shared_namespaces(there)
        yield from port_problems((claim for place in there for claim in port_claims(place)), common)


def _shared_hosts(places: Iterable[TenantPlace]) -> Iterator[Problem]:
    """A host has one address, whichever cluster serves it."""
    first: dict[str, str] = {}
    for place in places:
        host, file = place.host, place.file
        if host is not None and first.setdefault(host, file) != file:
            yield Problem(file, HOST, f"'{host}'", "a host that no other tenant has", OtherOwner(first[host], HOST))


def _shared_namespaces(places: Iterable[TenantPlace]) -> Iterator[Problem]:
    first: dict[str, TenantPlace] = {}
    for place in places:
        holder = first.setdefault(place.namespace, place)
        if holder is not place:
            owner = OtherOwner(holder.file, "the file's name" if holder.namespace_from_slug else WORKER_NAMESPACE)
            expected = "a namespace that no other tenant has in this cluster"
            yield Problem(place.file, WORKER_NAMESPACE, f"'{place.namespace}'", expected, owner)
