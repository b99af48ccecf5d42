"""`make demo-down` from every state: destroys if possible, leaves nothing behind, can be repeated."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.demo import simulator
from sandbox.kubernetes.own import CONTEXT_VARIABLE, KUBECONFIG_VARIABLE
from sandbox.toolchain import stamp
from sandbox.toolchain.layout import Layout
from tests.sandbox.demo import fake_simulator
from tests.sandbox.programs import make_program


@pytest.fixture
def demo(layout: Layout, programs: Path, own_cluster: Path) -> Iterator[Layout]:
    """A running demo: setup complete, stack created, simulator running."""
    fake_simulator.install(layout, sys.executable)
    stamp.write(layout.engine_record, '{"source": "go-modules", "version": "3.274.1"}')
    stamp.write(layout.stack_file("dev"), "{}")
    _write_pulumi(layout, 0)
    simulator.start(layout)
    yield layout
    simulator.stop(layout)


def _write_pulumi(layout: Layout, code: int) -> None:
    make_program(layout.bin / "pulumi", f'echo "$CLEARML_API_HOST $@" >> "$0.calls"; exit {code}')


def _calls(layout: Layout) -> list[str]:
    path = layout.bin / "pulumi.calls"
    return path.read_text().splitlines() if path.exists() else []


def _is_gone(layout: Layout) -> bool:
    return not layout.state.exists() and not layout.simulator.exists() and simulator.running(layout) is None


def test_a_running_demo_is_destroyed_on_its_simulator_and_removed(demo: Layout) -> None:
    found = simulator.running(demo)
    assert found is not None
    assert main(["remove"], demo) == 0
    assert _calls(demo) == [f"{found.url} destroy --stack dev --yes --skip-preview --non-interactive"]
    assert _is_gone(demo)


def test_a_stack_that_is_not_the_demos_keeps_everything(demo: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    stamp.write(demo.stack_file("prod"), "{}")
    assert main(["remove"], demo) == 1
    assert "stack prod is not the demo's" in capsys.readouterr().err
    assert demo.stack_file("prod").exists()
    assert _calls(demo) == []


def test_it_can_be_repeated(demo: Layout) -> None:
    assert [main(["remove"], demo) for _ in range(3)] == [0, 0, 0]
    assert len(_calls(demo)) == 1


def test_without_simulator_and_cluster_nothing_is_destroyed(
    demo: Layout, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = simulator.running(demo)
    assert found is not None
    found.process.stop()
    monkeypatch.delenv(KUBECONFIG_VARIABLE)
    assert main(["remove"], demo) == 0
    assert "stack dev: its resources ended with simulator and cluster" in capsys.readouterr().out
    assert _calls(demo) == []
    assert _is_gone(demo)


def test_a_dead_simulator_is_restarted_to_destroy_the_clusters_resources(demo: Layout) -> None:
    found = simulator.running(demo)
    assert found is not None
    found.process.stop()
    assert main(["remove"], demo) == 0
    (call,) = _calls(demo)
    assert " destroy --stack dev " in call
    assert not call.startswith(found.url)
    assert _is_gone(demo)


def test_an_incomplete_cluster_setting_is_reported(
    demo: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(CONTEXT_VARIABLE)
    assert main(["remove"], demo) == 1
    assert "name the context to use in CLEARML_KUBE_CONTEXT" in capsys.readouterr().err
    assert not _is_gone(demo)


def test_a_failed_destroy_removes_the_rest_and_is_reported_by_the_exit_code(demo: Layout) -> None:
    _write_pulumi(demo, 255)
    assert main(["remove"], demo) == 1
    assert _is_gone(demo)


def test_a_lost_engine_is_no_obstacle(demo: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    (demo.bin / "pulumi").unlink()
    assert main(["remove"], demo) == 0
    assert "the engine is missing" in capsys.readouterr().out
    assert _is_gone(demo)


def test_without_any_setup_there_is_nothing_to_do(layout: Layout, programs: Path) -> None:
    assert main(["remove"], layout) == 0
    assert _is_gone(layout)


def test_while_another_pulumi_works_nothing_is_touched(demo: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()", "pulumi"], stdin=subprocess.PIPE) as other:
        stamp.write(
            demo.stack_locks("dev") / "x.json", json.dumps({"pid": other.pid, "hostname": socket.gethostname()})
        )
        assert main(["remove"], demo) == 1
        other.kill()
    assert "another pulumi command works on stack dev" in capsys.readouterr().err
    assert _calls(demo) == []
    assert simulator.running(demo) is not None


def test_both_stacks_are_destroyed(demo: Layout) -> None:
    stamp.write(demo.stack_file("accounts"), "{}")
    assert main(["remove"], demo) == 0
    assert [call.split()[3] for call in _calls(demo)] == ["dev", "accounts"]
    assert _is_gone(demo)


def test_accounts_alone_are_destroyed_without_a_cluster(
    demo: Layout, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(KUBECONFIG_VARIABLE)
    demo.stack_file("dev").rename(demo.stack_file("accounts"))
    assert main(["remove"], demo) == 0
    assert [call.split()[3] for call in _calls(demo)] == ["accounts"]
    assert "no cluster of the sandbox was running" in capsys.readouterr().out


def test_a_lock_on_either_stack_prevents_the_removal(demo: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()", "pulumi"], stdin=subprocess.PIPE) as other:
        holder = {"pid": other.pid, "hostname": socket.gethostname()}
        stamp.write(demo.stack_locks("accounts") / "x.json", json.dumps(holder))
        assert main(["remove"], demo) == 1
        other.kill()
    assert "another pulumi command works on stack accounts" in capsys.readouterr().err
    assert simulator.running(demo) is not None
