"""Finds NodePorts and hosts of tenants' workers that other objects in the cluster already use.

Helm would fail on them during `pulumi up` and roll the release back. Pulumi creates before it deletes, so a tenant that
gives up an address still has it in the same run. Objects in the tenant's own namespaces are no conflict, also in a
namespace that the tenant leaves: its releases are deleted before they are created again.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WHOLE_HOST = {"/", "/*"}
"""Paths of an Ingress that cover the whole host; some controllers need the second form."""


@dataclass(frozen=True, kw_only=True)
class AddressClaim:
    """The addresses in one tenant's settings, in the cluster of its workers.

    `ingress_class` is the class of the gateway's Ingress, None for the cluster's default.
    """

    tenant: str
    namespace: str
    host: str | None
    ingress_class: str | None
    ports: Sequence[range]

    def has_port(self, port: int) -> bool:
        """Whether the claim contains a NodePort."""
        return any(port in ports for ports in self.ports)


@dataclass(frozen=True, order=True)
class AllocatedPort:
    """A NodePort and the Service that uses it, as `namespace/name`."""

    port: int
    service: str


@dataclass(frozen=True)
class ClusterObjects:
    """Kubernetes objects of a cluster. `tenants` maps this stack's namespaces to their tenants."""

    tenants: Mapping[str, str]
    services: Sequence[Any]
    ingresses: Sequence[Any]


def conflicts(claims: Iterable[AddressClaim], objects: ClusterObjects) -> Iterator[str]:
    """Return one line per conflict: the address, the object that uses it, and what to do."""
    for claim in claims:
        own = {claim.namespace, *(name for name, tenant in objects.tenants.items() if tenant == claim.tenant)}
        for ports in _allocated_ports(claim, _outside(own, objects.services)):
            more = f" and {len(ports) - 1} more" if len(ports) > 1 else ""
            problem = f"NodePort {ports[0].port}{more} of tenant {claim.tenant}'s slot is"
            yield f"{problem} {_user('Service', ports[0].service, objects.tenants)}, or choose another slot"
        for ingress in _ingresses_of_host(claim, _outside(own, objects.ingresses)):
            problem = f"host {claim.host} of tenant {claim.tenant}'s gateway is"
            yield f"{problem} {_user('Ingress', ingress, objects.tenants)}, or choose another host"


def _user(kind: str, name: str, tenants: Mapping[str, str]) -> str:
    tenant = tenants.get(name.partition("/")[0])
    if tenant is None:
        return f"used by {kind} {name}: remove that {kind}"
    return f"still used by tenant {tenant} ({kind} {name}): release it in one `pulumi up` and assign it in the next"


def _allocated_ports(claim: AddressClaim, services: Iterable[Any]) -> list[list[AllocatedPort]]:
    """The claim's ports that Services use, one sorted list per namespace."""
    ports: dict[str, set[AllocatedPort]] = defaultdict(set)
    for service in services:
        for port in filter(claim.has_port, _ports(service["spec"])):
            ports[service["metadata"]["namespace"]].add(AllocatedPort(port, _full_name(service)))
    return [sorted(of_namespace) for of_namespace in ports.values()]


def _ports(spec: Any) -> Iterator[int]:
    """NodePorts of a Service, including that of a load balancer's health checks; 0 stands for none."""
    yield from (port.get("nodePort", 0) for port in spec.get("ports", []))
    yield spec.get("healthCheckNodePort", 0)


def _ingresses_of_host(claim: AddressClaim, ingresses: Iterable[Any]) -> Iterator[str]:
    """Ingresses for the whole host, which conflict with the gateway's unless another controller serves them."""
    for spec, ingress in ((item["spec"], item) for item in ingresses):
        rules = [rule for rule in spec.get("rules", []) if claim.host and rule.get("host") == claim.host]
        paths = {path.get("path", "/") for rule in rules for path in rule.get("http", {}).get("paths", [{}])}
        classes = {spec.get("ingressClassName"), claim.ingress_class} - {None}
        if paths & WHOLE_HOST and len(classes) < 2:
            yield _full_name(ingress)


def _outside(own: set[str], objects: Sequence[Any]) -> Iterator[Any]:
    return (item for item in objects if item["metadata"]["namespace"] not in own)


def _full_name(item: Any) -> str:
    return f"{item['metadata']['namespace']}/{item['metadata']['name']}"
