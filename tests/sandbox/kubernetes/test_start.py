"""`python -m sandbox.kubernetes` starts a cluster once, finds it again, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.kubernetes import cluster, ports, processes
from sandbox.kubernetes.__main__ import main
from sandbox.kubernetes.api import Api, KubernetesApiError
from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.ports import LoopbackPorts
from sandbox.toolchain.layout import HERE
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program

pytestmark = pytest.mark.engine

PROGRAMS = 7  # etcd, API server, controller manager, scheduler, three kwoks


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """A folder for a cluster; the space in its name reveals quoting mistakes."""
    folder = tmp_path / "a cluster"
    yield folder
    cluster.stop(folder)


def _living(data: Path) -> list[int]:
    return processes.living(Folder(data))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_it_starts_once_prints_its_kubeconfig_and_removes_everything(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data)]
    assert main(["status", *options]) == 3
    assert [main(["up", *options]), main(["up", *options])] == [0, 0]
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].endswith(" started")
    assert lines[-1].endswith(" already running")
    assert len(_living(data)) == PROGRAMS
    assert main(["status", *options]) == 0
    capsys.readouterr()
    assert main(["env", *options]) == 0
    script = capsys.readouterr().out + '\nkubectl --context "$CLEARML_KUBE_CONTEXT" get nodes --output name'
    answer = subprocess.run(["/bin/bash", "-c", script], capture_output=True, text=True, check=True)
    assert "node/gpu-a100-0" in answer.stdout
    assert main(["gpu", "gpu-a100-0", "in-use", *options]) == 0
    assert main(["gpu", "cpu-0", "in-use", *options]) == 1
    assert "cpu-0 is no node with GPUs" in capsys.readouterr().err
    assert [main(["down", *options]), main(["down", *options]), main(["status", *options])] == [0, 0, 3]
    assert _living(data) == []
    assert list(data.parent.iterdir()) == []


def test_secrets_are_readable_by_the_owner_only(data: Path) -> None:
    found, _ = cluster.start(data, HERE.bin)
    assert data.stat().st_mode & 0o777 == 0o700
    for path in (found.kubeconfig, found.folder.tokens, found.folder.account_key):
        assert path.stat().st_mode & 0o777 == 0o600
    token = found.api.token
    for pid in _living(data):
        assert token not in Path(f"/proc/{pid}/cmdline").read_text()


def test_after_a_program_died_a_start_restores_the_cluster_with_its_objects(data: Path) -> None:
    found, _ = cluster.start(data, HERE.bin)
    found.api.ensure("/api/v1/namespaces", {"metadata": {"name": "kept"}})
    found.gpu("gpu-a100-0").apply("in-use")
    os.kill(_living(data)[0], signal.SIGKILL)
    assert cluster.running(data) is None
    again, started = cluster.start(data, HERE.bin)
    assert started
    assert len(_living(data)) == PROGRAMS
    assert again.api.get("/api/v1/namespaces/kept")["metadata"]["name"] == "kept"
    assert again.gpu("gpu-a100-0").gpus().manner == "in-use"
    node = again.api.get("/api/v1/nodes/gpu-a100-0")
    assert node["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] in _kubelet_ports(data)


@pytest.mark.parametrize("programs", [1, 3, PROGRAMS])
def test_down_ends_everything_that_a_killed_start_left(data: Path, programs: int) -> None:
    argv = [sys.executable, "-m", "sandbox.kubernetes", "up", "--data", str(data)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as starting:
        _wait_for(lambda: len(_living(data)) >= programs)
        starting.kill()
    assert cluster.running(data) is None
    assert cluster.stop(data)
    assert _living(data) == []


def test_a_killed_start_does_not_block_the_next(data: Path) -> None:
    argv = [sys.executable, "-m", "sandbox.kubernetes", "up", "--data", str(data)]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL) as starting:
        _wait_for(lambda: len(_living(data)) >= 2)
        starting.kill()
    assert cluster.start(data, HERE.bin)[1]
    assert len(_living(data)) == PROGRAMS


def test_a_port_that_is_taken_in_the_meantime_is_replaced(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choose, chosen = ports.choose, []
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        def unlucky_once(kubelets: int) -> LoopbackPorts:
            free = choose(kubelets)
            chosen.append(free)
            port = taken.getsockname()[1]
            return free if len(chosen) > 1 else LoopbackPorts(free.etcd, free.etcd_peers, port, free.kubelets)

        monkeypatch.setattr(ports, "choose", unlucky_once)
        found, _ = cluster.start(data, HERE.bin)
    assert len(chosen) == 2
    assert found.api.ready()


def test_a_failed_start_names_the_cause_and_leaves_nothing_running(data: Path, tmp_path: Path) -> None:
    programs = tmp_path / "programs"
    for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"):
        programs.mkdir(exist_ok=True)
        (programs / name).symlink_to(HERE.bin / name)
    make_program(programs / "etcd", "echo the disk is on fire; exit 1")
    with pytest.raises(SetupError, match=r"did not come up: .*the disk is on fire.*log") as failure:
        cluster.start(data, programs)
    assert "\n" not in str(failure.value)
    assert _living(data) == []


def test_without_setup_nothing_is_started(data: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"etcd is missing\): run `make setup` first"):
        cluster.start(data, tmp_path)
    assert not data.exists()


def test_the_cluster_of_another_folder_is_left_alone(data: Path, tmp_path: Path) -> None:
    found, _ = cluster.start(data, HERE.bin)
    assert not cluster.stop(tmp_path / "a cluster 2")
    assert not cluster.stop(tmp_path / "a")
    assert found.api.ready()


def test_an_error_of_the_api_is_quoted(data: Path) -> None:
    found, _ = cluster.start(data, HERE.bin)
    with pytest.raises(KubernetesApiError, match="Tenant_A"):
        found.api.ensure("/api/v1/namespaces", {"metadata": {"name": "Tenant_A"}})
    stranger = Api(found.api.server, "wrong", found.api.authority)
    assert not stranger.ready() or "Unauthorized" in json.dumps(_refusal(stranger))


def _refusal(api: Api) -> str:
    with pytest.raises(OSError, match="Unauthorized") as refusal:
        api.get("/api/v1/nodes")
    return str(refusal.value)


def _kubelet_ports(data: Path) -> set[int]:
    lines = [Path(f"/proc/{pid}/cmdline").read_text().split("\0") for pid in _living(data)]
    words = [word for line in lines for word in line if word.startswith("--node-port=")]
    return {int(word.split("=")[1]) for word in words}


def test_a_program_that_is_slow_to_start_does_not_count_as_ended(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "cluster")
    folder.bin.mkdir(parents=True)
    program = folder.bin / "kwok"
    shutil.copy("/bin/sleep", program)
    slow = subprocess.Popen(["/bin/sh", "-c", 'sleep 0.3; exec "$0" 60', str(program)])
    try:
        processes.await_exec(slow.pid, program)
        assert processes.living(folder) == [slow.pid]
    finally:
        slow.kill()
        slow.wait()
