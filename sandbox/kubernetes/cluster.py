"""Starts, finds and stops a cluster in a folder. It must not know what the cluster is for."""

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

ATTEMPTS = 3  # a port found free can be taken by another program before ours binds it
PROGRAMS = 4 + 1 + len(nodes.GPU_NODES)  # the control plane's, a kwok for all nodes without GPUs, one for each other


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs."""

    folder: Folder

    @property
    def kubeconfig(self) -> Path:
        """How to reach it; its context is `context`."""
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


def variables(found: Cluster) -> dict[str, str]:
    """Return what leads every client, and the program, to this cluster."""
    return {"KUBECONFIG": str(found.kubeconfig), CONTEXT_VARIABLE: found.context}


def running(data: Path) -> Cluster | None:
    """Return the cluster of this folder if all its programs run and its API is ready, or None."""
    folder = Folder(data.resolve())
    if not folder.whole.is_file() or len(processes.living(folder)) < PROGRAMS:
        return None
    found = Cluster(folder)
    return found if found.api.ready() else None


def start(data: Path, bin_folder: Path) -> tuple[Cluster, bool]:
    """Return the running cluster and whether this call started it.

    `bin_folder` holds the programs. What a killed start left behind is ended first; objects of an earlier cluster in
    the same folder are still there afterwards. Raises SetupError, with nothing left running, if it does not come up.
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
    """Stop the cluster and remove its folder; tell whether anything ran."""
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
            with _nothing_left_of_half(folder):
                bring_up(folder, bin_folder)
                return Cluster(folder)
        except NotUpError as error:
            reason = str(error)
    raise SetupError(f"the Kubernetes cluster did not come up: {reason} (all of it: {folder.logs})")


@contextmanager
def _nothing_left_of_half(folder: Folder) -> Iterator[None]:
    try:
        yield
    except BaseException:
        processes.stop(folder)
        raise
