"""Network policies for connections out of a tenant's pods, if egress is locked down; by default it is not.

Allowed are DNS, the namespace, the server's web ports, the ingress controller and the internet; for agent and gateway
also Redis and the Kubernetes API. None of them includes the cloud's metadata address, which serves the node's
credentials. Cilium matches neither nodes nor the API server by address and needs a policy of its own kind.
"""

import ipaddress
from collections.abc import Iterable, Iterator
from typing import Any

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.common.policy_parts import EVERY_POD, NOT_A_TASK, egress_policy, namespace, peers, pods, way_out
from blueprint.values.names import PORTS, REDIS_PORT, RedisNames, ServerNames
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]
METADATA = ("169.254.169.254/32", "fd00:ec2::254/128")
"""Addresses at which clouds serve the node's credentials. Other link-local addresses serve DNS and pod identities."""
API_PORTS = (443, 6443)
"""Ports of the Kubernetes API at its Service and at its endpoints; it depends on the CNI which one a policy sees."""
DNS_PORT = 53


def locked(site: TenantSite) -> Iterator[Manifest]:
    """Yield the policies; none unless egress is locked."""
    if site.common.egress.locked:
        yield egress_policy("allow-egress", site.namespace, EVERY_POD, list(_every_pod(site)))
        yield egress_policy("allow-egress-of-agent", site.namespace, NOT_A_TASK, list(_agent(site)))


def _every_pod(site: TenantSite) -> Iterator[Manifest]:
    egress = site.common.egress
    if egress.dns:
        # DNS uses TCP for long answers. If the metadata address itself resolves names, only this port of it is open.
        yield way_out(peers(egress.dns), [DNS_PORT], udp=True)
    yield way_out([{"podSelector": EVERY_POD}])
    if site.home and site.platform.control_plane is not None:
        yield way_out([_server(site.platform.control_plane)], sorted(PORTS.values()))
    # Within the cluster, public addresses of the server often lead directly to the controller's pods.
    outside = (_without_metadata(peers(listed)) for listed in (site.cluster.ingress.peers, egress.peers))
    for targets in (*outside, _world(egress.blocked)):
        # A rule without targets would allow every target.
        if targets:
            yield way_out(targets)


def _agent(site: TenantSite) -> Iterator[Manifest]:
    """Agent and gateway use the Kubernetes API: the agent creates pods, the gateway lists them."""
    servers = _without_metadata({"ipBlock": {"cidr": cidr}} for cidr in site.common.egress.api_servers)
    yield way_out(servers or _world(()), API_PORTS)
    if site.platform.redis is not None and site.platform.redis.mode != "perTenant":
        yield from _redis(site.platform.redis, site.home)


def _redis(redis: RedisSettings, home: bool) -> Iterator[Manifest]:
    """An external Redis that is configured by name is reached as part of the internet, or as one of `egress.peers`."""
    if redis.external is None and home:
        yield way_out([{"namespaceSelector": namespace(RedisNames.of(redis).namespace)}], [REDIS_PORT])
    elif redis.external is not None and (address := _address(redis.external.host)):
        yield way_out([{"ipBlock": {"cidr": str(ipaddress.ip_network(address))}}], [redis.external.port])


def _server(control_plane: ControlPlaneSettings) -> Manifest:
    names = ServerNames.of(control_plane)
    return {"namespaceSelector": namespace(names.namespace), "podSelector": pods(names.name_label)}


def _world(blocked: Iterable[str]) -> list[Manifest]:
    """Every address of both families except the blocked ones; an exception must be of the same family."""
    networks = [ipaddress.ip_network(cidr) for cidr in (*METADATA, *blocked)]
    families = {
        "0.0.0.0/0": ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv4Network)),
        "::/0": ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv6Network)),
    }
    exceptions = {cidr: [str(one) for one in collapsed] for cidr, collapsed in families.items()}
    # The API server refuses an exception as large as its network, so a family that is blocked whole is left out.
    return [{"ipBlock": {"cidr": cidr, "except": blocks}} for cidr, blocks in exceptions.items() if blocks != [cidr]]


def _without_metadata(targets: Iterable[Manifest]) -> list[Manifest]:
    """Exclude the metadata address from the networks among the targets; a network of that address alone is left out."""
    metadata = [ipaddress.ip_network(cidr) for cidr in METADATA]
    kept = []
    for target in targets:
        if "ipBlock" not in target:
            kept.append(target)
        elif (network := ipaddress.ip_network(target["ipBlock"]["cidr"])) not in metadata:
            exceptions = [str(one) for one in metadata if one.version == network.version and one.overlaps(network)]
            kept.append({"ipBlock": {"cidr": str(network), **({"except": exceptions} if exceptions else {})}})
    return kept


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
