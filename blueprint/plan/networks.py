"""Targets of egress rules by address: networks without the addresses that no rule may open."""

import ipaddress
from collections.abc import Iterable
from typing import Any

from blueprint.catalog.networks import METADATA

Manifest = dict[str, Any]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
FAMILIES = ("0.0.0.0/0", "::/0")


def world(excluded: Iterable[str]) -> list[Manifest]:
    """Every address of both families except the excluded ones and those of metadata services."""
    return without(({"ipBlock": {"cidr": cidr}} for cidr in FAMILIES), excluded)


def without(targets: Iterable[Manifest], excluded: Iterable[str]) -> list[Manifest]:
    """The targets without excluded addresses and those of metadata services.

    A network that is excluded as a whole is left out: the API server refuses an exception as large as its network.
    """
    exceptions = excluded_networks(excluded)
    kept = []
    for target in targets:
        if "ipBlock" not in target:
            kept.append(target)
            continue
        network = ipaddress.ip_network(target["ipBlock"]["cidr"])
        if not closed(network, exceptions):
            holes = [str(one) for one in _merged(network, exceptions) if _within(one, network)]
            kept.append({"ipBlock": {"cidr": str(network), **({"except": holes} if holes else {})}})
    return kept


def excluded_networks(excluded: Iterable[str]) -> list[Network]:
    """The excluded networks, and those of metadata services."""
    return [ipaddress.ip_network(cidr) for cidr in (*METADATA, *excluded)]


def address_of(host: str) -> str | None:
    """The network of this one address; None for a name."""
    try:
        return str(ipaddress.ip_network(ipaddress.ip_address(host)))
    except ValueError:
        return None


def closed(network: Network, exceptions: Iterable[Network]) -> bool:
    """Whether the exceptions cover the network."""
    return any(_within(network, one) for one in _merged(network, exceptions))


def _merged(network: Network, exceptions: Iterable[Network]) -> list[Network]:
    """The exceptions of the network's family, neighbours and nested ones merged."""
    if isinstance(network, ipaddress.IPv4Network):
        return [*ipaddress.collapse_addresses(one for one in exceptions if isinstance(one, ipaddress.IPv4Network))]
    return [*ipaddress.collapse_addresses(one for one in exceptions if isinstance(one, ipaddress.IPv6Network))]


def _within(inner: Network, outer: Network) -> bool:
    if isinstance(inner, ipaddress.IPv4Network):
        return isinstance(outer, ipaddress.IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, ipaddress.IPv6Network) and inner.subnet_of(outer)
