"""Where code of tenants may connect to: DNS, the server's web ports, the ingress controller and the internet.

None of these includes metadata services or the Kubernetes API; nodes and private networks only where the settings name
them. Tasks of tenants and applications of the server's namespace have the same ways out.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from blueprint.catalog.networks import CONTROLLERS, WEB_PORTS, controller_ports
from blueprint.plan.networks import address_of, without, world
from blueprint.settings.platform.cluster import ClusterSettings, DestinationSettings, IngressSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.outbound import ProxySettings
from blueprint.settings.platform.workers import EgressSettings
from blueprint.values.common.policy_parts import A_TASK, namespace, peers, pods
from blueprint.values.common.ways_out import EgressPolicy, WayOut, cilium, plain
from blueprint.values.names import PORTS, ROLE, ServerNames

Manifest = dict[str, Any]
DNS_PORT = 53
FOREIGN_SPACE = {"matchExpressions": [{"key": ROLE, "operator": "DoesNotExist"}]}
"""Selector of the namespaces that are neither the platform's nor a tenant's."""


def kind_of(cluster: ClusterSettings, wanted: EgressPolicy) -> Manifest:
    """Return the policy in the kind of the cluster; a kind that is still `auto` is not Cilium's."""
    return cilium(wanted) if cluster.network_policies == "cilium" else plain(wanted)


def ways_of_code(
    cluster: ClusterSettings, egress: EgressSettings, server: ControlPlaneSettings | None
) -> Iterator[WayOut]:
    """Yield the ways out of code of tenants; `server` is the server in this cluster, if there is one."""
    for dns in egress.dns:
        # DNS uses TCP for long answers. If a metadata service resolves names, only this port of it is open.
        yield WayOut(peers([dns]), dns.ports or (DNS_PORT,), udp=True)
    if server is not None:
        yield WayOut([server_pods(server)], sorted(PORTS.values()))
    yield from _ingress(cluster.ingress, egress)
    yield from _proxy(cluster.proxy, egress)
    for peer in egress.peers:
        yield WayOut(without(peers([peer]), egress.api_servers), peer.ports)
    yield WayOut(world([*egress.blocked, *egress.api_servers]))


def api_denial(cluster: ClusterSettings, egress: EgressSettings, where: str) -> Iterator[Manifest]:
    """Keep tasks from the Kubernetes API at any address, with Cilium.

    An API server outside the cluster is a part of the internet; Cilium knows its address, and the settings may not.
    """
    if cluster.network_policies == "cilium":
        yield kind_of(
            cluster, EgressPolicy("deny-api-to-tasks", where, A_TASK, [], ["kube-apiserver"], egress.api_ports)
        )


def server_pods(control_plane: ControlPlaneSettings) -> Manifest:
    """The server's pods as a peer."""
    names = ServerNames.of(control_plane)
    return {"namespaceSelector": namespace(names.namespace), "podSelector": pods(names.name_label)}


def _proxy(proxy: ProxySettings | None, egress: EgressSettings) -> Iterator[WayOut]:
    """A proxy that is configured by name is reached as part of the internet, or as one of `egress.peers`."""
    target = None if proxy is None else address_of(urlsplit(proxy.url).hostname or "")
    if proxy is not None and target is not None:
        url = urlsplit(proxy.url)
        port = url.port or (443 if url.scheme == "https" else 80)
        yield WayOut(without([{"ipBlock": {"cidr": target}}], egress.api_servers), [port])


def _ingress(ingress: IngressSettings, egress: EgressSettings) -> Iterator[WayOut]:
    """Within the cluster, public addresses of the server often lead directly to the controller's pods."""
    yield WayOut(ports=WEB_PORTS, entities=["ingress"])
    for peer in ingress.peers:
        targets, ports = without(peers([peer]), egress.api_servers), _ports(peer, ingress)
        yield WayOut(targets, ports, entities=["host", "remote-node"] if peer.cidr is not None else [])
    if not ingress.peers:
        for controller in CONTROLLERS:
            target = {"namespaceSelector": FOREIGN_SPACE, "podSelector": pods(_labels(controller.label))}
            yield WayOut([target], controller.ports)


def _ports(peer: DestinationSettings, ingress: IngressSettings) -> tuple[int, ...]:
    """A network's nodes listen on the usual ports, whatever the controller's pods would."""
    if peer.cidr is not None:
        return peer.ports or WEB_PORTS
    return peer.ports or controller_ports(peer.pods, peer.namespace, ingress.class_name)


def _labels(label: tuple[str, str]) -> Mapping[str, str]:
    return dict([label])
