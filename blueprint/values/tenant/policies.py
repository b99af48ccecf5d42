"""Owns who may connect to a tenant's pods. What they may connect to is `blueprint.values.tenant.egress`.

The namespace is shut first, as in the guide, then opened arrow by arrow: the guide's own policy keeps the ingress
controller from the gateway. `tests/blueprint/values/policies` proves every arrow. It must not know a CNI.
"""

from collections.abc import Iterator
from typing import Any

from blueprint.values.common.policy_parts import A_TASK, EVERY_POD, NOT_A_TASK, peers, pods, policy, rule
from blueprint.values.names import GATEWAY_PORT, REDIS_PODS, REDIS_PORT, SESSION_PORT
from blueprint.values.platform.network_policies import ACME_PORT, ACME_SOLVER, METRICS
from blueprint.values.tenant.egress import locked
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]


def policies(site: TenantSite) -> tuple[Manifest, ...]:
    """Return the policies of a tenant's namespace; nothing where isolation is off."""
    if not site.platform.isolation.enabled:
        return ()
    return (*_ingress(site), *locked(site))


def _ingress(site: TenantSite) -> Iterator[Manifest]:
    where, cluster = site.namespace, site.cluster
    yield from _within(site)
    if site.has_gateway:
        # No peers means that the controller's connections cannot be named: then the port is open to everybody.
        ingress = peers(cluster.ingress.peers)
        yield policy("allow-gateway", where, _gateway(site), [rule(ingress, [GATEWAY_PORT])])
        yield policy("allow-acme-solver", where, pods(ACME_SOLVER), [rule(ingress, [ACME_PORT])])
    if site.plan.place.sessions:
        # NodePorts hand on packets from any node's or user's address, so no source can be named.
        yield policy("allow-sessions", where, A_TASK, [rule([], [SESSION_PORT])])
    if site.plan.place.stream:
        yield policy("allow-streams", where, _gateway(site), [rule([], [site.plan.place.stream], udp=True)])
    if cluster.monitoring:
        yield policy("allow-monitoring", where, EVERY_POD, [rule(peers(cluster.monitoring), [METRICS])])


def _within(site: TenantSite) -> Iterator[Manifest]:
    """The namespace among itself, and nobody else; tasks have no business with a Redis that is there."""
    where, everybody = site.namespace, [rule([{"podSelector": EVERY_POD}], [])]
    if site.platform.redis is None or site.platform.redis.mode != "perTenant":
        yield policy("default-deny-ingress", where, EVERY_POD, everybody)
        return
    [(key, value)] = REDIS_PODS.items()
    others = {"matchExpressions": [{"key": key, "operator": "NotIn", "values": [value]}]}
    yield policy("default-deny-ingress", where, others, everybody)
    yield policy("allow-redis", where, pods(REDIS_PODS), [rule([{"podSelector": NOT_A_TASK}], [REDIS_PORT])])


def _gateway(site: TenantSite) -> dict[str, Any]:
    """The gateway's pods where their labels are known, else every pod that runs no user's code."""
    known = site.common.gateway.pods if site.common.gateway else {}
    return pods(known) if known else NOT_A_TASK
