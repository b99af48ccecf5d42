"""Free loopback ports, chosen together at the start of a cluster."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass(frozen=True)
class LoopbackPorts:
    """Where the programs of one cluster listen. `kubelets` has one port a kwok, the shared one's first."""

    etcd: int
    etcd_peers: int
    api: int
    kubelets: tuple[int, ...]


def choose(kubelets: int) -> LoopbackPorts:
    """Return ports that are free now: another program may take one before ours does, then the start is tried again."""
    with ExitStack() as held:
        etcd, etcd_peers, api, *others = (_free(held) for _ in range(3 + kubelets))
    return LoopbackPorts(etcd, etcd_peers, api, tuple(others))


def _free(held: ExitStack) -> int:
    # Held until all are chosen, so that no two are the same.
    probe = held.enter_context(socket.socket())
    probe.bind(("127.0.0.1", 0))
    port: int = probe.getsockname()[1]
    return port
