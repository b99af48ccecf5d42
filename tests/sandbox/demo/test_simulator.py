"""`python -m sandbox up|down|status` with a stand-in simulator: started once, found again, removed with its data."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.demo import connection, simulator
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.progress import SetupError
from tests.sandbox.demo import fake_simulator


@pytest.fixture
def checkout(layout: Layout, own_cluster: Path) -> Iterator[Layout]:
    fake_simulator.install(layout, sys.executable)
    yield layout
    simulator.stop(layout)


def test_up_twice_is_one_simulator(checkout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["up"], checkout) == 0
    assert main(["up"], checkout) == 0
    first, own, second, again = capsys.readouterr().out.splitlines()
    assert own == again == f"your Kubernetes cluster: context own of {checkout.root.parent / 'own-kubeconfig'}"
    assert "started: http://127.0.0.1:" in first
    assert second == first.replace("started", "already running")


def test_status_is_reported_by_the_exit_code(checkout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status"], checkout) == 3
    main(["up"], checkout)
    assert main(["status"], checkout) == 0


def test_accounts_need_no_cluster(layout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    fake_simulator.install(layout, sys.executable)
    assert main(["up", "accounts"], layout) == 0
    assert main(["status", "accounts"], layout) == 0
    assert main(["status"], layout) == 3
    assert "Kubernetes cluster: context" not in capsys.readouterr().out
    simulator.stop(layout)


def test_a_part_that_does_not_exist_is_refused_with_the_choices(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["up", "acounts"])
    assert "found 'acounts', expected all or accounts" in capsys.readouterr().err


def test_down_ends_the_process_and_its_data_and_can_be_repeated(checkout: Layout) -> None:
    started, _ = simulator.start(checkout)
    assert (checkout.simulator / "clearml.db").read_text() == "enterprise"
    assert main(["down"], checkout) == 0
    assert not started.process.alive
    assert not checkout.simulator.exists()
    assert main(["down"], checkout) == 0


def test_a_killed_simulator_is_restarted(checkout: Layout) -> None:
    first, _ = simulator.start(checkout)
    first.process.stop()
    assert simulator.running(checkout) is None
    second, started = simulator.start(checkout)
    assert started
    assert second.process.pid != first.process.pid


def test_the_last_output_of_a_failed_start_is_shown(checkout: Layout, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout.root / "behaviour").write_text("seed.json: no such role")
    assert main(["up"], checkout) == 1
    assert "did not come up: seed.json: no such role" in capsys.readouterr().err
    assert simulator.running(checkout) is None


def test_without_setup_nothing_is_started(layout: Layout) -> None:
    with pytest.raises(SetupError, match="run `make setup` first"):
        simulator.start(layout)


def test_the_environment_points_to_a_running_simulator_only(checkout: Layout) -> None:
    assert connection.variables(checkout, {}) == {}
    started, _ = simulator.start(checkout)
    seeded = {
        "CLEARML_API_HOST": started.url,
        "CLEARML_API_ACCESS_KEY": "sandbox-throw-away-access-key",
        "CLEARML_API_SECRET_KEY": "sandbox-throw-away-secret-key",
    }
    assert connection.variables(checkout, {}) == seeded
    assert connection.variables(checkout, {"CLEARML_API_ACCESS_KEY": "of-another-server"}) == seeded


def test_a_proxy_in_the_environment_is_not_asked_for_loopback(
    checkout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert simulator.start(checkout)[1]


def test_the_log_outlives_the_data(checkout: Layout) -> None:
    simulator.start(checkout)
    simulator.stop(checkout)
    assert Path(checkout.logs / "clearml.log").exists()
