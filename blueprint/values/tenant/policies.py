"""Network policies for connections to a tenant's pods; `blueprint.values.tenant.egress` has those for connections out.

The first policy denies everything, as in the guide; each further one allows one kind of connection. The guide's own
policy would keep the ingress controller from the gateway. `tests/blueprint/values/policies` tests every connection.
"""

from collections.abc import Iterator
from typing import Any

from blueprint.values.common.entities import from_controllers
from blueprint.values.common.policy_parts import A_TASK, EVERY_POD, NOT_A_TASK, peers, pods, policy, rule
from blueprint.values.names import GATEWAY_PORT, REDIS_PODS, REDIS_PORT, SESSION_PORT
from blueprint.values.platform.network_policies import ACME_PORT, ACME_SOLVER, METRICS
from blueprint.values.tenant.egress import locked
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]


def policies(site: TenantSite) -> tuple[Manifest, ...]:
    """Return the policies of a tenant's namespace; none if isolation is off."""
    if not site.platform.isolation.enabled:
        return ()
    return (*_ingress(site), *locked(site))


def _ingress(site: TenantSite) -> Iterator[Manifest]:
    where, cluster = site.namespace, site.cluster
    yield from _within(site)
    if site.has_gateway:
        # Without peers the source of the controller's connections is unknown, so the port is open to every source.
        ingress = peers(cluster.ingress.peers)
        for name, selected, port in (
            ("allow-gateway", _gateway(site), GATEWAY_PORT),
            ("allow-acme-solver", pods(ACME_SOLVER), ACME_PORT),
        ):
            yield policy(name, where, selected, [rule(ingress, [port])])
            yield from from_controllers(cluster, name, where, selected, [port])
    if site.plan.place.sessions:
        # NodePorts forward packets from any node's or user's address, so the source is unknown.
        yield policy("allow-sessions", where, A_TASK, [rule([], [SESSION_PORT])])
    if site.plan.place.stream:
        yield policy("allow-streams", where, _gateway(site), [rule([], [site.plan.place.stream], udp=True)])
    if cluster.monitoring:
        yield policy("allow-monitoring", where, EVERY_POD, [rule(peers(cluster.monitoring), [METRICS])])


def _within(site: TenantSite) -> Iterator[Manifest]:
    """Allow connections within the namespace, except from tasks to a Redis in it."""
    where, neighbours = site.namespace, [rule([{"podSelector": EVERY_POD}], [])]
    if site.platform.redis is None or site.platform.redis.mode != "perTenant":
        yield policy("default-deny-ingress", where, EVERY_POD, neighbours)
        return
    [(key, value)] = REDIS_PODS.items()
    others = {"matchExpressions": [{"key": key, "operator": "NotIn", "values": [value]}]}
    yield policy("default-deny-ingress", where, others, neighbours)
    yield policy("allow-redis", where, pods(REDIS_PODS), [rule([{"podSelector": NOT_A_TASK}], [REDIS_PORT])])


def _gateway(site: TenantSite) -> dict[str, Any]:
    """Select the gateway's pods if the settings have their labels, else every pod that runs no user's code."""
    labels = site.common.gateway.pods if site.common.gateway else {}
    return pods(labels) if labels else NOT_A_TASK
