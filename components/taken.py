"""Which NodePorts and hosts that tenants' workers shall have are somebody else's in the cluster.

Helm would meet them in the middle of an up and roll the release back: Pulumi makes before it deletes, so a tenant that
gives an address up in the same run still has it then. What is in a tenant's own namespace is its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from components.values.names import TENANT


@dataclass(frozen=True, kw_only=True)
class Claim:
    """The addresses that one tenant's file asks for, in the cluster where its workers are."""

    tenant: str
    namespace: str
    host: str | None
    ports: Sequence[range]

    def has_port(self, port: int) -> bool:
        """Whether a NodePort is among its own."""
        return any(port in one for one in self.ports)


@dataclass(frozen=True, order=True)
class Held:
    """A NodePort, and the Service that has it, with its namespace."""

    port: int
    place: str


@dataclass(frozen=True)
class Standing:
    """What stands in a cluster, as Kubernetes objects."""

    namespaces: Sequence[Any]
    services: Sequence[Any]
    ingresses: Sequence[Any]


def taken(claims: Iterable[Claim], there: Standing) -> Iterator[str]:
    """Say of each address who has it, a line each."""
    tenants = {one["metadata"]["name"]: one["metadata"].get("labels", {}).get(TENANT) for one in there.namespaces}
    for claim in claims:
        for held in _node_ports(claim, there.services):
            told = f"NodePort {held[0].port}{_more(held)}, which the tenant {claim.tenant}'s slot has, is"
            yield f"{told} {_holder('Service', held[0].place, tenants)}, or choose another slot"
        for place in _places_of_host(claim, there.ingresses):
            told = f"host {claim.host}, which the tenant {claim.tenant}'s gateway shall have, is"
            yield f"{told} {_holder('Ingress', place, tenants)}, or choose another host"


def _holder(kind: str, place: str, tenants: dict[str, str | None]) -> str:
    tenant = tenants.get(place.partition("/")[0])
    if tenant is None:
        return f"that of the {kind} {place}: take that away"
    return f"the tenant {tenant}'s ({kind} {place}) until a `pulumi up` has taken it away: run one without it first"


def _more(held: list[Held]) -> str:
    return f" and {len(held) - 1} more" if len(held) > 1 else ""


def _node_ports(claim: Claim, services: Sequence[Any]) -> list[list[Held]]:
    """Which of the claim's ports Services of other namespaces have, a list for each namespace."""
    found: dict[str, set[Held]] = defaultdict(set)
    for service in _elsewhere(claim, services) if claim.ports else ():
        for port in service["spec"].get("ports", []):
            if claim.has_port(port.get("nodePort", 0)):
                found[service["metadata"]["namespace"]].add(Held(port["nodePort"], _place(service)))
    return [sorted(held) for held in found.values()]


def _places_of_host(claim: Claim, ingresses: Sequence[Any]) -> Iterator[str]:
    """Only an Ingress for the whole host stands in the gateway's way; one for a path below it does not."""
    for ingress in _elsewhere(claim, ingresses) if claim.host else ():
        rules = [rule for rule in ingress["spec"].get("rules", []) if rule.get("host") == claim.host]
        paths = {path.get("path", "/") for rule in rules for path in rule.get("http", {}).get("paths", [{}])}
        if "/" in paths:
            yield _place(ingress)


def _elsewhere(claim: Claim, objects: Sequence[Any]) -> Iterator[Any]:
    return (one for one in objects if one["metadata"]["namespace"] != claim.namespace)


def _place(found: Any) -> str:
    return f"{found['metadata']['namespace']}/{found['metadata']['name']}"
