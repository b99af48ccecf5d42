"""The Kubernetes cluster that the demo runs on: the user's where one is named, else one of the sandbox's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.kubernetes import cluster
from sandbox.kubernetes.own import CONTEXT_VARIABLE, named
from sandbox.toolchain.layout import Layout

KUBECONFIG = "KUBECONFIG"


@dataclass(frozen=True)
class DemoCluster:
    """A cluster that can be reached; `own` tells whether it is the user's, which is never started or stopped."""

    kubeconfig: Path
    context: str
    own: bool

    def __str__(self) -> str:
        whose = "your Kubernetes cluster" if self.own else "Kubernetes cluster"
        return f"{whose}: context {self.context} of {self.kubeconfig}"

    @property
    def variables(self) -> dict[str, str]:
        """What leads kubectl and the program to it."""
        return {KUBECONFIG: str(self.kubeconfig), CONTEXT_VARIABLE: self.context}


def running(layout: Layout, environment: Mapping[str, str]) -> DemoCluster | None:
    """Return the cluster that the user names, else the demo's own if it runs; SetupError if the naming is half."""
    own = named(environment)
    if own is not None:
        return DemoCluster(own.kubeconfig, own.context, own=True)
    found = cluster.running(layout.kubernetes)
    return DemoCluster(found.kubeconfig, found.context, own=False) if found else None


def start(layout: Layout, environment: Mapping[str, str]) -> tuple[DemoCluster, bool]:
    """Return a cluster that runs and whether this call started it; SetupError if it does not come up."""
    own = named(environment)
    if own is not None:
        return DemoCluster(own.kubeconfig, own.context, own=True), False
    found, started = cluster.start(layout.kubernetes, layout.bin)
    return DemoCluster(found.kubeconfig, found.context, own=False), started


def stop(layout: Layout) -> bool:
    """Stop the demo's own cluster and remove its data; tell whether one was running."""
    return cluster.stop(layout.kubernetes)
