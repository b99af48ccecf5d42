"""Owns what a tenant's pods may connect to when egress is locked down; by default it is not.

DNS, their own namespace, the server's web ports, the ingress controller, the internet; agent and gateway also Redis and
the Kubernetes API. The cloud's metadata address, which hands out the node's credentials, is in none of them. It must
not know a CNI: Cilium matches neither nodes nor the API server by address and needs a policy of its own kind.
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
"""Where clouds tell a node its credentials. The /32 alone: other link-local addresses serve DNS and pod identities."""
API_PORTS = (443, 6443)
"""Ports of the Kubernetes API, as its Service and as its endpoints have them: CNIs differ in which one they see."""
DNS_PORT = 53


def locked(site: TenantSite) -> Iterator[Manifest]:
    """Yield the policies; none unless egress is locked."""
    if site.common.egress.locked:
        yield egress_policy("allow-egress", site.namespace, EVERY_POD, list(_everybody(site)))
        yield egress_policy("allow-egress-of-agent", site.namespace, NOT_A_TASK, list(_agent(site)))


def _everybody(site: TenantSite) -> Iterator[Manifest]:
    egress = site.common.egress
    if egress.dns:
        # DNS changes to TCP for long answers. Where the metadata address itself resolves names, only this port is open.
        yield way_out(peers(egress.dns), [DNS_PORT], udp=True)
    yield way_out([{"podSelector": EVERY_POD}])
    if site.home and site.platform.control_plane is not None:
        yield way_out([_server(site.platform.control_plane)], sorted(PORTS.values()))
    # Public addresses of the server often lead, within the cluster, straight to the controller's pods.
    outside = (_without_metadata(peers(named)) for named in (site.cluster.ingress.peers, egress.peers))
    for targets in (*outside, _world(egress.blocked)):
        # A rule without targets would be one to everybody.
        if targets:
            yield way_out(targets)


def _agent(site: TenantSite) -> Iterator[Manifest]:
    """The agent makes pods, the gateway lists them; both are the tenant's only pods with an account that may."""
    servers = _without_metadata({"ipBlock": {"cidr": cidr}} for cidr in site.common.egress.api_servers)
    yield way_out(servers or _world(()), API_PORTS)
    if site.platform.redis is not None and site.platform.redis.mode != "perTenant":
        yield from _redis(site.platform.redis, site.home)


def _redis(redis: RedisSettings, home: bool) -> Iterator[Manifest]:
    """A Redis outside that has a name and no address is the internet's, or one of `egress.peers`."""
    if redis.external is None and home:
        yield way_out([{"namespaceSelector": namespace(RedisNames.of(redis).namespace)}], [REDIS_PORT])
    elif redis.external is not None and (address := _address(redis.external.host)):
        yield way_out([{"ipBlock": {"cidr": str(ipaddress.ip_network(address))}}], [redis.external.port])


def _server(control_plane: ControlPlaneSettings) -> Manifest:
    names = ServerNames.of(control_plane)
    return {"namespaceSelector": namespace(names.namespace), "podSelector": pods(names.name_label)}


def _world(blocked: Iterable[str]) -> list[Manifest]:
    """Every address of both families but the blocked ones; the API server wants holes within their own family."""
    networks = [ipaddress.ip_network(cidr) for cidr in (*METADATA, *blocked)]
    families = {
        "0.0.0.0/0": ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv4Network)),
        "::/0": ipaddress.collapse_addresses(one for one in networks if isinstance(one, ipaddress.IPv6Network)),
    }
    holes = {cidr: [str(one) for one in collapsed] for cidr, collapsed in families.items()}
    # Networks that make up a whole family leave nothing of it, which the API server refuses as a hole of its own size.
    return [{"ipBlock": {"cidr": cidr, "except": blocks}} for cidr, blocks in holes.items() if blocks != [cidr]]


def _without_metadata(targets: Iterable[Manifest]) -> list[Manifest]:
    """Cut the metadata address out of the networks among the targets; a network that is nothing else goes."""
    metadata = [ipaddress.ip_network(cidr) for cidr in METADATA]
    kept = []
    for target in targets:
        if "ipBlock" not in target:
            kept.append(target)
        elif (network := ipaddress.ip_network(target["ipBlock"]["cidr"])) not in metadata:
            holes = [str(one) for one in metadata if one.version == network.version and one.overlaps(network)]
            kept.append({"ipBlock": {"cidr": str(network), **({"except": holes} if holes else {})}})
    return kept


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
