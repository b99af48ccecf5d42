"""Which NodePorts and hosts that tenants' workers shall have are somebody else's in the cluster.

Helm would meet them in the middle of an up and roll the release back: Pulumi makes before it deletes, so a tenant that
gives an address up in the same run still has it then. What is in a tenant's own namespaces is its own, in the one that
it leaves too: its releases go before they are made anew.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WHOLE_HOST = {"/", "/*"}
"""Paths of an Ingress that leave nothing of a host to others; some controllers want the second form."""


@dataclass(frozen=True, kw_only=True)
class ClaimedName:
    """The addresses that one tenant's file asks for, in the cluster where its workers are.

    `ingress_class` is that of its gateway's Ingress, None for the cluster's default.
    """

    tenant: str
    namespace: str
    host: str | None
    ingress_class: str | None
    ports: Sequence[range]

    def has_port(self, port: int) -> bool:
        """Whether a NodePort is among its own."""
        return any(port in one for one in self.ports)


@dataclass(frozen=True, order=True)
class HeldName:
    """A NodePort, and the Service that has it, with its namespace."""

    port: int
    place: str


@dataclass(frozen=True)
class Standing:
    """What stands in a cluster, as Kubernetes objects. `tenants` maps this stack's namespaces to their tenants."""

    tenants: Mapping[str, str]
    services: Sequence[Any]
    ingresses: Sequence[Any]


def taken(claims: Iterable[ClaimedName], there: Standing) -> Iterator[str]:
    """Say of each address who has it, a line each."""
    for claim in claims:
        own = {claim.namespace, *(name for name, tenant in there.tenants.items() if tenant == claim.tenant)}
        for held in _node_ports(claim, _outside(own, there.services)):
            told = f"NodePort {held[0].port}{_more(held)}, which the tenant {claim.tenant}'s slot has, is"
            yield f"{told} {_holder('Service', held[0].place, there.tenants)}, or choose another slot"
        for place in _places_of_host(claim, _outside(own, there.ingresses)):
            told = f"host {claim.host}, which the tenant {claim.tenant}'s gateway shall have, is"
            yield f"{told} {_holder('Ingress', place, there.tenants)}, or choose another host"


def _holder(kind: str, place: str, tenants: Mapping[str, str]) -> str:
    tenant = tenants.get(place.partition("/")[0])
    if tenant is None:
        return f"that of the {kind} {place}: take that away"
    return f"still the tenant {tenant}'s ({kind} {place}): hand it over in the `pulumi up` after the next"


def _more(held: list[HeldName]) -> str:
    return f" and {len(held) - 1} more" if len(held) > 1 else ""


def _node_ports(claim: ClaimedName, services: Iterable[Any]) -> list[list[HeldName]]:
    """Which of the claim's ports Services have, a list for each namespace."""
    found: dict[str, set[HeldName]] = defaultdict(set)
    for service in services:
        for port in filter(claim.has_port, _ports(service["spec"])):
            found[service["metadata"]["namespace"]].add(HeldName(port, _place(service)))
    return [sorted(held) for held in found.values()]


def _ports(spec: Any) -> Iterator[int]:
    """NodePorts of a Service, that of a load balancer's health checks among them; 0 where it has none."""
    yield from (port.get("nodePort", 0) for port in spec.get("ports", []))
    yield spec.get("healthCheckNodePort", 0)


def _places_of_host(claim: ClaimedName, ingresses: Iterable[Any]) -> Iterator[str]:
    """Only an Ingress for the whole host stands in the gateway's way, unless another controller serves it."""
    for spec, ingress in ((one["spec"], one) for one in ingresses):
        rules = [rule for rule in spec.get("rules", []) if claim.host and rule.get("host") == claim.host]
        paths = {path.get("path", "/") for rule in rules for path in rule.get("http", {}).get("paths", [{}])}
        classes = {spec.get("ingressClassName"), claim.ingress_class} - {None}
        if paths & WHOLE_HOST and len(classes) < 2:
            yield _place(ingress)


def _outside(own: set[str], objects: Sequence[Any]) -> Iterator[Any]:
    return (one for one in objects if one["metadata"]["namespace"] not in own)


def _place(found: Any) -> str:
    return f"{found['metadata']['namespace']}/{found['metadata']['name']}"
