"""Finds or starts the demo's Kubernetes cluster: the user's if one is named, else one of the sandbox's own."""

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
    """A cluster that can be reached; `own` marks one of the user's, which is never started or stopped."""

    kubeconfig: Path
    context: str
    own: bool

    def __str__(self) -> str:
        owner = "your Kubernetes cluster" if self.own else "Kubernetes cluster"
        return f"{owner}: context {self.context} of {self.kubeconfig}"

    @property
    def variables(self) -> dict[str, str]:
        """The variables by which kubectl and the program find it."""
        return {KUBECONFIG: str(self.kubeconfig), CONTEXT_VARIABLE: self.context}


def running(layout: Layout, environment: Mapping[str, str]) -> DemoCluster | None:
    """Return the cluster that the user names, else the demo's own if it runs; SetupError if a name is incomplete."""
    own = named(environment)
    if own is not None:
        return DemoCluster(own.kubeconfig, own.context, own=True)
    ours = cluster.running(layout.kubernetes)
    return DemoCluster(ours.kubeconfig, ours.context, own=False) if ours else None


def start(layout: Layout, environment: Mapping[str, str]) -> tuple[DemoCluster, bool]:
    """Return a cluster that runs and whether this call started it; SetupError if it does not come up."""
    own = named(environment)
    if own is not None:
        return DemoCluster(own.kubeconfig, own.context, own=True), False
    ours, started = cluster.start(layout.kubernetes, layout.bin)
    return DemoCluster(ours.kubeconfig, ours.context, own=False), started


def stop(layout: Layout) -> bool:
    """Stop the demo's own cluster and remove its data; return whether one was running."""
    return cluster.stop(layout.kubernetes)
