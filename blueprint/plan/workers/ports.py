"""Checks the NodePorts of tenants: each range lies within the cluster's, and no two ranges overlap.

A range has a fixed slot, so it stays the same when another tenant goes. Whether a port is free in the running cluster
is checked by `components.cluster`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blueprint.plan.workers.place import TenantPlace
from blueprint.settings.checking.problems import OtherOwner, Problem
from blueprint.settings.platform.workers import WorkerPlatformSettings

SESSIONS = "workers.sessions"
STREAM = "workers.gateway.stream"


@dataclass(frozen=True)
class PortClaim:
    """A range of ports that one tenant takes, with the file and the key that set it."""

    file: str
    path: str
    ports: range

    def __str__(self) -> str:
        """First and last port."""
        return f"{self.ports.start}-{self.ports.stop - 1}"


def port_claims(place: TenantPlace) -> Iterator[PortClaim]:
    """List the ranges of one tenant: sessions of the agent, streams of the gateway."""
    if place.sessions is not None:
        yield PortClaim(place.file, SESSIONS, place.sessions)
    if place.stream is not None:
        yield PortClaim(place.file, STREAM, place.stream)


def port_problems(claims: Iterable[PortClaim], platform: WorkerPlatformSettings) -> Iterator[Problem]:
    """Find ranges outside the cluster's, and ranges that overlap; an overlap is a problem of the later file."""
    placed: list[PortClaim] = []
    for claim in sorted(claims, key=lambda each: (each.ports.start, each.file, each.path)):
        if claim.ports.stop - 1 > platform.last_port:
            expected = f"ports up to clearml:workers.lastPort, {platform.last_port}"
            yield Problem(claim.file, f"{claim.path}.slot", f"ports {claim}", expected)
        for other in placed:
            if claim.ports.start < other.ports.stop:
                yield _overlap(*sorted((other, claim), key=lambda each: (each.file, each.path)))
        placed = [*(each for each in placed if each.ports.stop > claim.ports.start), claim]


def _overlap(first: PortClaim, second: PortClaim) -> Problem:
    owner = OtherOwner(first.file, f"{first.path}.slot", f"overlaps with {first}")
    return Problem(second.file, f"{second.path}.slot", f"ports {second}", "a slot that no other tenant has", owner)
