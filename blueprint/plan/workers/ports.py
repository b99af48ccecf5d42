"""Owns which NodePorts of the cluster a tenant's sessions have: a slot each, so that nobody moves when another goes.

It must not ask a cluster which ports are taken there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blueprint.plan.workers.gateway import gateway_of
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import PortsSettings, TenantWorkersSettings

SESSIONS = "workers.sessions"
STREAM = "workers.gateway.stream"


def stream_of(workers: TenantWorkersSettings, platform: WorkerPlatformSettings) -> PortsSettings | None:
    """Return the ports of the gateway's streams; None without a gateway."""
    gateway = gateway_of(workers, platform)
    return None if gateway is None else gateway.stream


def port_range(ports: PortsSettings, platform: WorkerPlatformSettings) -> range:
    """Return the NodePorts of a slot.

    The agent's chart gives session i the port startingPort + i, from 1 on: its startingPort is one below the range's.
    """
    start = platform.first_port + ports.slot * ports.size
    return range(start, start + ports.size)


@dataclass(frozen=True)
class PortClaim:
    """A range that one tenant's file takes, and the key that says so."""

    file: str
    path: str
    ports: range

    def __str__(self) -> str:
        """First and last port."""
        return f"{self.ports.start}-{self.ports.stop - 1}"


def port_claims(file: str, workers: TenantWorkersSettings, platform: WorkerPlatformSettings) -> Iterator[PortClaim]:
    """List the ranges of one tenant: sessions of the agent, streams of the gateway."""
    if workers.sessions is not None:
        yield PortClaim(file, SESSIONS, port_range(workers.sessions, platform))
    stream = stream_of(workers, platform)
    if stream is not None:
        yield PortClaim(file, STREAM, port_range(stream, platform))


def port_problems(claims: Iterable[PortClaim], platform: WorkerPlatformSettings) -> Iterator[Problem]:
    """Find ranges outside the cluster's, and ranges that have ports in common; each is told in the later file."""
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
    found = f"ports {second}, which overlap {first} of {first.file} ({first.path})"
    return Problem(second.file, f"{second.path}.slot", found, "a slot of its own")
