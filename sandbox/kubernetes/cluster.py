"""Starts, finds and stops the cluster of a folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.kubernetes import kubeconfig, nodes, processes, programs
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.bring_up import NotUpError, bring_up
from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.gpu.node import SimulatedNode
from sandbox.kubernetes.own import CONTEXT_VARIABLE
from sandbox.toolchain.lock import exclusive
from sandbox.toolchain.progress import SetupError

ATTEMPTS = 3  # another program can take a free port before ours binds it
PROGRAMS = 4 + 1 + len(nodes.GPU_NODES)  # the control plane, a kwok for all nodes without GPUs, one per GPU node


@dataclass(frozen=True)
class Cluster:
    """A running cluster."""

    folder: Folder

    @property
    def kubeconfig(self) -> Path:
        """The kubeconfig of its administrator; its context is `context`."""
        return self.folder.kubeconfig

    @property
    def context(self) -> str:
        """The name of the kubeconfig's only context."""
        return kubeconfig.CONTEXT

    @property
    def api(self) -> Api:
        """Its API."""
        return Api.of(self.kubeconfig)

    def gpu(self, node: str) -> SimulatedNode:
        """Return one of its nodes with GPUs, by name."""
        return SimulatedNode(node, self.folder.gpus, self.api)


def variables(cluster: Cluster) -> dict[str, str]:
    """Return the environment variables that direct every client, and the program, to this cluster."""
    return {"KUBECONFIG": str(cluster.kubeconfig), CONTEXT_VARIABLE: cluster.context}


def running(data: Path) -> Cluster | None:
    """Return the cluster of this folder if all its programs are running and its API is ready, else None."""
    folder = Folder(data.resolve())
    if not folder.complete.is_file() or len(processes.living(folder)) < PROGRAMS:
        return None
    cluster = Cluster(folder)
    return cluster if cluster.api.ready() else None


def start(data: Path, bin_folder: Path) -> tuple[Cluster, bool]:
    """Return the running cluster and whether this call started it.

    `bin_folder` holds the programs. Programs left by a start that was killed are ended first. Objects of an earlier
    cluster in the same folder survive. Raises SetupError, with nothing left running, if the cluster does not come up.
    """
    folder = Folder(data.resolve())
    with exclusive(folder.lock):
        already = running(data)
        if already is not None:
            return already, False
        missing = [name for name in programs.NAMES if not (bin_folder / name).is_file()]
        if missing:
            raise SetupError(f"the sandbox is not set up ({missing[0]} is missing): run `make setup` first")
        return _start_anew(folder, bin_folder), True


def stop(data: Path) -> bool:
    """Stop the cluster and remove its folder. Returns whether any program was running."""
    folder = Folder(data.resolve())
    with exclusive(folder.lock):
        ended = processes.stop(folder)
        shutil.rmtree(folder.root, ignore_errors=True)
    folder.lock.unlink(missing_ok=True)
    return ended > 0


def _start_anew(folder: Folder, bin_folder: Path) -> Cluster:
    reason = ""
    for _ in range(ATTEMPTS):
        try:
            with _stopped_on_failure(folder):
                bring_up(folder, bin_folder)
                return Cluster(folder)
        except NotUpError as error:
            reason = str(error)
    raise SetupError(f"the Kubernetes cluster did not come up: {reason} (whole logs: {folder.logs})")


@contextmanager
def _stopped_on_failure(folder: Folder) -> Iterator[None]:
    try:
        yield
    except BaseException:
        processes.stop(folder)
        raise
