"""Policies for connections out of a tenant's pods, unless its egress is open.

All pods have the ways out of tenants' code, and their own namespace; agent and gateway also Redis and the Kubernetes
API, which tasks may never reach.
"""

from collections.abc import Iterator
from typing import Any

from blueprint.plan.networks import address_of, without, world
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.common.egress import api_denial, kind_of, ways_of_code
from blueprint.values.common.policy_parts import EVERY_POD, NOT_A_TASK, namespace
from blueprint.values.common.ways_out import EgressPolicy, WayOut
from blueprint.values.names import REDIS_PORT, RedisNames
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]


def locked(site: TenantSite) -> Iterator[Manifest]:
    """Yield the policies; none unless egress is locked."""
    egress, cluster = site.common.egress, site.cluster
    if not egress.locked:
        return
    server = site.platform.control_plane if site.home else None
    common = [WayOut([{"podSelector": EVERY_POD}]), *ways_of_code(cluster, egress, server)]
    yield kind_of(cluster, EgressPolicy("allow-egress", site.namespace, EVERY_POD, common))
    yield kind_of(cluster, EgressPolicy("allow-egress-of-agent", site.namespace, NOT_A_TASK, [*_agent(site)]))
    yield from api_denial(cluster, egress, site.namespace)


def _agent(site: TenantSite) -> Iterator[WayOut]:
    """Agent and gateway use the Kubernetes API: the agent creates pods, the gateway lists them."""
    egress = site.common.egress
    servers = without(({"ipBlock": {"cidr": cidr}} for cidr in egress.api_servers), ())
    anywhere = [] if site.cluster.network_policies == "cilium" else world(())
    yield WayOut(servers or anywhere, egress.api_ports, entities=["kube-apiserver"])
    if site.platform.redis is not None and site.platform.redis.mode != "perTenant":
        yield from _redis(site.platform.redis, site.home)


def _redis(redis: RedisSettings, home: bool) -> Iterator[WayOut]:
    """An external Redis that is configured by name is reached as part of the internet, or as one of `egress.peers`."""
    if redis.external is None and home:
        yield WayOut([{"namespaceSelector": namespace(RedisNames.of(redis).namespace)}], [REDIS_PORT])
    elif redis.external is not None and (address := address_of(redis.external.host)):
        yield WayOut([{"ipBlock": {"cidr": address}}], [redis.external.port])
