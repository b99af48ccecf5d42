"""Starts, finds and stops a cluster in a folder. It must not know what the cluster is for."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine.lock import exclusive
from sandbox.engine.progress import SetupError
from sandbox.kubernetes import keys, kubeconfig, nodes, objects, ports, processes, programs
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.gpu.install import install
from sandbox.kubernetes.gpu.node import GpuNode, prepare
from sandbox.kubernetes.own import CONTEXT_VARIABLE
from sandbox.kubernetes.programs import Program

ATTEMPTS = 3  # a port found free can be taken by another program before ours binds it
PROGRAMS = 4 + 1 + len(nodes.GPU_NODES)  # the control plane's, a kwok for all nodes without GPUs, one for each other
READY_SECONDS = 60.0
POLL_SECONDS = 0.1


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

    def gpu(self, node: str) -> GpuNode:
        """Return one of its nodes with GPUs, by name."""
        return GpuNode(node, self.folder.gpus, self.api)


def variables(found: Cluster) -> dict[str, str]:
    """Return what leads every client, and the program, to this cluster."""
    return {"KUBECONFIG": str(found.kubeconfig), CONTEXT_VARIABLE: found.context}


class _NotUpError(Exception):
    """One attempt to start failed."""


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
                return _start(folder, bin_folder)
        except _NotUpError as error:
            reason = str(error)
    raise SetupError(f"the Kubernetes cluster did not come up: {reason} (all of it: {folder.logs})")


@contextmanager
def _nothing_left_of_half(folder: Folder) -> Iterator[None]:
    try:
        yield
    except BaseException:
        processes.stop(folder)
        raise


def _start(folder: Folder, bin_folder: Path) -> Cluster:
    processes.stop(folder)
    token = _prepare(folder, bin_folder)
    chosen = ports.choose(1 + len(nodes.GPU_NODES))
    started = _spawn(folder, [programs.database(folder, chosen), programs.api_server(folder, chosen)])
    _wait(folder, started, "the API server", folder.certificate_key.is_file)
    kubeconfig.write(folder, chosen.api, token)
    cluster = Cluster(folder)
    _wait(folder, started, "the API server", cluster.api.ready)
    started += _spawn(folder, [*programs.controllers(folder), *programs.kubelets(folder, chosen)])
    _register(cluster.api)
    _wait(folder, started, "nodes and service account", lambda: _usable(cluster.api))
    folder.whole.touch()
    return cluster


def _prepare(folder: Folder, bin_folder: Path) -> str:
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.root.chmod(0o700)
    folder.whole.unlink(missing_ok=True)
    for stale in (folder.certificates, folder.logs):
        shutil.rmtree(stale, ignore_errors=True)
    for made in (folder.stand_ins, folder.gpus, folder.logs):
        made.mkdir(exist_ok=True)
    prepare(folder.gpus)
    install(folder.stand_ins, folder.gpus)
    processes.link(folder, bin_folder)
    keys.write_signing_key(folder.account_key)
    return keys.write_token(folder.tokens)


def _spawn(folder: Folder, wanted: Sequence[Program]) -> list[int]:
    return [processes.start(folder, program) for program in wanted]


def _register(api: Api) -> None:
    version = str(api.get("/version")["gitVersion"])
    for node in nodes.NODES:
        api.ensure("/api/v1/nodes", nodes.manifest(node, version))
        api.merge(f"/api/v1/nodes/{node.name}/status", {"status": nodes.starting()})
    for path, manifest in objects.OBJECTS:
        api.ensure(path, manifest)


def _usable(api: Api) -> bool:
    # Without its namespace's default service account no pod can be made.
    try:
        found = api.get("/api/v1/nodes")["items"]
        return all(map(nodes.is_ready, found)) and bool(api.get("/api/v1/namespaces/default/serviceaccounts/default"))
    except OSError:
        return False


def _wait(folder: Folder, pids: Sequence[int], what: str, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not condition():
        if not set(pids) <= set(processes.living(folder)):
            raise _NotUpError(f"a program ended while waiting for {what}: {processes.last_words(folder)}")
        if time.monotonic() > deadline:
            raise _NotUpError(f"{what} was not there within {READY_SECONDS:.0f} s: {processes.last_words(folder)}")
        time.sleep(POLL_SECONDS)
