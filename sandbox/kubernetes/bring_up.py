"""One attempt to bring a cluster up: the programs in their order, then the initial objects."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sandbox.kubernetes import keys, kubeconfig, nodes, objects, ports, processes, programs
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.gpu.install import install
from sandbox.kubernetes.gpu.node import prepare
from sandbox.kubernetes.programs import Program

READY_SECONDS = 60.0
POLL_SECONDS = 0.1


class NotUpError(Exception):
    """A failed attempt. The text has the step that failed and the last log line of each program."""


def bring_up(folder: Folder, bin_folder: Path) -> None:
    """Start all programs of a cluster. Raises NotUpError if it does not come up; some programs may be running then."""
    processes.stop(folder)
    token = _prepare(folder, bin_folder)
    chosen = ports.choose(1 + len(nodes.GPU_NODES))
    started = _spawn(folder, [programs.database(folder, chosen), programs.api_server(folder, chosen)])
    _wait(folder, started, "the API server", folder.certificate_key.is_file)
    kubeconfig.write(folder, chosen.api, token)
    api = Api.of(folder.kubeconfig)
    _wait(folder, started, "the API server", api.ready)
    started += _spawn(folder, [*programs.controllers(folder), *programs.kubelets(folder, chosen)])
    _register(api)
    _wait(folder, started, "nodes and service account", lambda: _usable(api))
    folder.complete.touch()


def _prepare(folder: Folder, bin_folder: Path) -> str:
    folder.root.mkdir(parents=True, exist_ok=True)
    folder.root.chmod(0o700)
    folder.complete.unlink(missing_ok=True)
    for stale in (folder.certificates, folder.logs):
        shutil.rmtree(stale, ignore_errors=True)
    for path in (folder.stand_ins, folder.gpus, folder.logs):
        path.mkdir(exist_ok=True)
    prepare(folder.gpus)
    install(folder.stand_ins, folder.gpus)
    processes.link(folder, bin_folder)
    keys.write_signing_key(folder.account_key)
    return keys.write_token(folder.tokens)


def _spawn(folder: Folder, group: Sequence[Program]) -> list[int]:
    return [processes.start(folder, program) for program in group]


def _register(api: Api) -> None:
    version = str(api.get("/version")["gitVersion"])
    for node in nodes.NODES:
        api.ensure("/api/v1/nodes", nodes.manifest(node, version))
        api.merge(f"/api/v1/nodes/{node.name}/status", {"status": nodes.starting()})
    for path, manifest in objects.OBJECTS:
        api.ensure(path, manifest)


def _usable(api: Api) -> bool:
    # No pod can be created in a namespace before its default service account exists.
    try:
        items = api.get("/api/v1/nodes")["items"]
        return all(map(nodes.is_ready, items)) and bool(api.get("/api/v1/namespaces/default/serviceaccounts/default"))
    except OSError:
        return False


def _wait(folder: Folder, pids: Sequence[int], what: str, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not condition():
        if not set(pids) <= set(processes.living(folder)):
            raise NotUpError(f"a program ended while waiting for {what}: {processes.last_lines(folder)}")
        if time.monotonic() > deadline:
            raise NotUpError(f"{what} not ready within {READY_SECONDS:.0f} s: {processes.last_lines(folder)}")
        time.sleep(POLL_SECONDS)
