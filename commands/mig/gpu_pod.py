"""A pod in which `nvidia-smi` of a node can be run."""

from __future__ import annotations

from typing import Protocol

from commands.mig.kubectl import KubectlResult


class GpuPod(Protocol):
    """One container on the node that has the driver."""

    def run(self, *program: str) -> KubectlResult:
        """Run the program and return its output. Raises Failure if no container can run it."""
        ...

    def forget(self) -> None:
        """Look the pod up again on the next run."""
        ...
