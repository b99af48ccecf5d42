"""Connections from ingress controllers that Cilium knows by entity only: on the host network, or Cilium's own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.values.common.policy_parts import manifest

Manifest = dict[str, Any]


def from_controllers(
    cluster: ClusterSettings, name: str, where: str, selected: Mapping[str, Any], ports: Sequence[int]
) -> Iterator[Manifest]:
    """Yield a policy beside the NetworkPolicy for the controller's peers, with Cilium and named peers only.

    A peer by address stands for controllers on the host network; Cilium never matches nodes by address. Without peers,
    the NetworkPolicy allows every source, entities included.
    """
    peers = cluster.ingress.peers
    if cluster.network_policies != "cilium" or not peers:
        return
    nodes = ["host", "remote-node"] if any(peer.cidr is not None for peer in peers) else []
    opened = [{"port": str(port), "protocol": "TCP"} for port in ports]
    rule = {"fromEntities": ["ingress", *nodes], "toPorts": [{"ports": opened}]}
    spec = {"endpointSelector": dict(selected), "ingress": [rule]}
    yield manifest("cilium.io/v2", "CiliumNetworkPolicy", f"{name}-by-entity", where, spec)
