"""`make demo PART=accounts`: real engine and simulator, three accounts, without cluster and Kubernetes plugin."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.__main__ import main
from sandbox.demo import cluster, connection, simulator
from sandbox.toolchain import environment, gofiles, plugins, stack
from sandbox.toolchain.engine import Engine, record, recorded
from sandbox.toolchain.layout import HERE, Layout
from sandbox.toolchain.part import Part
from sandbox.toolchain.tools import KUBERNETES_PLUGIN

PROGRAM = (
    ".venv",
    "__main__.py",
    "Pulumi.yaml",
    "blueprint",
    "components",
    "providers",
    "commands",
    "sandbox",
    "tenants",
)
ACCOUNTS = ["hooli", "umbrella", "vandelay"]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The engine of the checkout's set-up; no cluster is named."""
    for name in ("CLEARML_KUBECONFIG", "CLEARML_KUBE_CONTEXT", "KUBECONFIG"):
        monkeypatch.delenv(name, raising=False)
    chosen = recorded(HERE)
    assert chosen is not None, "run `make setup` first"
    return chosen


@pytest.fixture
def checkout(tmp_path: Path, engine: Engine) -> Iterator[Layout]:
    """A checkout of which set-up has made what accounts need: engine, home and state of its own."""
    layout = Layout(tmp_path)
    for name in PROGRAM:
        (tmp_path / name).symlink_to(HERE.root / name)
    for part in Part:
        settings = f"Pulumi.{part.stack}.yaml"
        (tmp_path / settings).write_bytes((HERE.root / settings).read_bytes())
    layout.sandbox.mkdir()
    layout.bin.symlink_to(HERE.bin)
    if not engine.fetches_plugins:
        plugins.ensure_command(layout)
    record(layout, engine)
    stack.ensure(layout, engine, Part.ACCOUNTS.stack)
    yield layout
    simulator.stop(layout)


def _pulumi(layout: Layout, engine: Engine, *words: str) -> str:
    variables = environment.variables(layout, engine, os.environ) | connection.variables(layout, os.environ)
    done = subprocess.run(
        [environment.pulumi(variables), *words],
        cwd=layout.root,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.engine
def test_three_accounts_come_up_are_shown_and_are_removed(
    checkout: Layout, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["up", "accounts"], checkout) == 0
    assert cluster.running(checkout, os.environ) is None
    # As in the shell of `make env`: the stack that set-up selected.
    _pulumi(checkout, engine, "up", "--yes", "--skip-preview")
    _pulumi(checkout, engine, "preview", "--expect-no-changes")
    assert list(json.loads(_pulumi(checkout, engine, "stack", "output", "tenants", "--json"))) == ACCOUNTS
    assert engine.fetches_plugins or not gofiles.folder(KUBERNETES_PLUGIN, checkout).exists()
    assert main(["show", "accounts"], checkout) == 0
    shown = capsys.readouterr().out
    assert "3 tenants of stack accounts at http://127.0.0.1:" in shown
    assert main(["remove"], checkout) == 0
    assert not checkout.state.exists()
    assert simulator.running(checkout) is None


@pytest.mark.engine
def test_the_whole_demo_can_follow(checkout: Layout, engine: Engine) -> None:
    stack.ensure(checkout, engine, Part.ALL.stack)
    names = _pulumi(checkout, engine, "stack", "ls", "--json")
    assert {one["name"]: one["current"] for one in json.loads(names)} == {"accounts": False, "dev": True}


def test_make_passes_the_part_to_every_command() -> None:
    argv = ["make", "--dry-run", "demo", "PART=accounts"]
    lines = subprocess.run(argv, cwd=HERE.root, capture_output=True, text=True, check=True).stdout
    for words in ("setup accounts", "sandbox up accounts", "pulumi up --stack accounts", "sandbox show accounts"):
        assert words in lines


def test_tenants_of_both_parts_can_live_on_one_server() -> None:
    folders = [HERE.root / "tenants" / part.stack for part in Part]
    files = [{path.name for path in folder.glob("*.yaml")} for folder in folders]
    assert files[0].isdisjoint(files[1])
