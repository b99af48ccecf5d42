"""Free loopback ports, chosen together at the start of a cluster."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass(frozen=True)
class LoopbackPorts:
    """The ports of one cluster's programs. `kubelets` has one port per kwok, that of the shared one first."""

    etcd: int
    etcd_peers: int
    api: int
    kubelets: tuple[int, ...]


def choose(kubelets: int) -> LoopbackPorts:
    """Return ports that are free now. If another program takes one first, the caller starts again."""
    with ExitStack() as probes:
        etcd, etcd_peers, api, *others = (_free(probes) for _ in range(3 + kubelets))
    return LoopbackPorts(etcd, etcd_peers, api, tuple(others))


def _free(probes: ExitStack) -> int:
    # Each probe stays open until all ports are chosen, so that no two are the same.
    probe = probes.enter_context(socket.socket())
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    return port
