"""The stand-in for the Command plugin behaves like the vendor's 1.2.1, secrets and failures included."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # has no types
import pytest

from sandbox.toolchain.command_plugin.values import UNKNOWN
from sandbox.toolchain.running import command_line
from tests.sandbox.toolchain.plugin import URN, Plugin, secret
from tests.sandbox.toolchain.plugin import plugin as started

ENGINE = """
import pathlib, sys
from tests.sandbox.toolchain.plugin import plugin
with plugin(pathlib.Path(sys.argv[1])) as running:
    running.create(create="echo $PPID $$ > pids; exec sleep 60")
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working directory of the plugin and its commands."""
    return tmp_path_factory.mktemp("program")


@pytest.fixture(scope="module")
def plugin(folder: Path) -> Iterator[Plugin]:
    """One plugin for all tests: it is stateless."""
    with started(folder) as running:
        yield running


def _failure(action: Callable[[], object]) -> str:
    with pytest.raises(grpc.RpcError) as failure:
        action()
    return str(failure.value.details())


def test_create_runs_in_the_folder_of_the_program_and_keeps_both_outputs(plugin: Plugin, folder: Path) -> None:
    made = plugin.create(create="pwd; echo error >&2; echo; echo", environment={"A": "b"})
    assert made == {
        "create": "pwd; echo error >&2; echo; echo",
        "environment": {"A": "b"},
        "stdout": f"{folder}\n\n",
        "stderr": "error",
    }


def test_environment_input_folder_and_interpreter_are_the_command_s(plugin: Plugin, folder: Path) -> None:
    (folder / "sub").mkdir()
    script = "import os, sys; print(os.environ['WHO'], sys.stdin.read(), os.path.basename(os.getcwd()))"
    made = plugin.create(
        create=script,
        interpreter=[sys.executable, "-c"],
        environment={"WHO": "acme"},
        stdin="in",
        dir=str(folder / "sub"),
    )
    assert made["stdout"] == "acme in sub"


def test_the_plugin_adds_nothing_of_its_own_to_the_environment(plugin: Plugin) -> None:
    names = set(plugin.create(create="env | cut -d= -f1")["stdout"].splitlines())
    assert "PYTHONPATH" not in names
    assert not any(name.startswith("PULUMI_COMMAND") for name in names)


def test_an_update_gets_the_last_output_and_without_an_update_command_create_runs_again(plugin: Plugin) -> None:
    old = plugin.create(create="echo first; echo oops >&2")
    say = 'echo "was $PULUMI_COMMAND_STDOUT/$PULUMI_COMMAND_STDERR"'
    assert plugin.update(old, create="exit 1", update=say)["stdout"] == "was first/oops"
    assert plugin.update(old, create=say)["stdout"] == "was first/oops"
    assert plugin.update(old, create=say, addPreviousOutputInEnv=False)["stdout"] == "was /"
    assert plugin.update(old, delete="true")["stdout"] == "first"


def test_delete_runs_the_command_in_the_state(plugin: Plugin, folder: Path) -> None:
    plugin.delete(delete='echo "$A $PULUMI_COMMAND_STDOUT" > gone', environment={"A": "b"}, stdout="made", stderr="")
    assert (folder / "gone").read_text() == "b made\n"
    plugin.delete(create="exit 1", stdout="", stderr="")


@pytest.mark.parametrize(
    "inputs",
    [
        {"create": secret("echo out")},
        {"create": "echo out", "environment": {"KEY": secret("hush")}},
        {"create": "echo out", "stdin": secret("hush")},
        {"create": "echo out", "environment": secret({"KEY": "hush"})},
    ],
)
def test_a_secret_in_any_input_makes_the_outputs_secret(plugin: Plugin, inputs: dict[str, Any]) -> None:
    made = plugin.create(**inputs)
    assert (made["stdout"], made["stderr"]) == (secret("out"), secret(""))
    assert {key: made[key] for key in inputs} == inputs


def test_output_that_stays_keeps_its_secrecy(plugin: Plugin) -> None:
    old = plugin.create(create=secret("echo out"))
    assert plugin.update(old, delete="true")["stdout"] == secret("out")
    assert plugin.update(old, create="echo plain")["stdout"] == "plain"


def test_a_failure_shows_command_and_output_and_never_the_environment(plugin: Plugin) -> None:
    message = _failure(
        lambda: plugin.create(
            create='echo "to out"; echo to err >&2; exit 3', environment={"KEY": secret("hush")}, stdin="hush"
        )
    )
    assert message.splitlines()[0] == 'exit status 3: running "echo \\"to out\\"; echo to err >&2; exit 3":'
    assert set(message.splitlines()[1:]) == {"to out", "to err"}
    assert "hush" not in message


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"interpreter": ["no-such-shell"]}, 'No such file or directory: no-such-shell: running "true":'),
        ({"dir": "no-such-folder"}, 'No such file or directory: no-such-folder: running "true":'),
    ],
)
def test_a_command_that_cannot_start_names_the_cause(plugin: Plugin, inputs: dict[str, Any], message: str) -> None:
    assert _failure(lambda: plugin.create(create="true", **inputs)).strip() == message


def test_a_preview_runs_nothing_and_leaves_outputs_unknown(plugin: Plugin, folder: Path) -> None:
    previewed = plugin.create(create="touch ran", environment={"A": UNKNOWN}, preview=True)
    assert (previewed["stdout"], previewed["stderr"]) == (UNKNOWN, UNKNOWN)
    assert plugin.update({"stdout": "old"}, create="touch ran", preview=True)["stdout"] == UNKNOWN
    assert not (folder / "ran").exists()


def test_any_change_is_an_update_and_one_of_triggers_a_replacement(plugin: Plugin) -> None:
    old = {"create": "a", "environment": {"A": "b"}, "triggers": [1]}
    assert plugin.diff(old, old).changes == 1
    changed = plugin.diff(old, {**old, "environment": {"A": "c"}, "delete": "d"})
    assert (changed.changes, list(changed.diffs), list(changed.replaces)) == (2, ["delete", "environment"], [])
    assert list(plugin.diff(old, {**old, "triggers": [2]}).replaces) == ["triggers"]
    assert list(plugin.diff(old, {**old, "triggers": [UNKNOWN]}).replaces) == ["triggers"]


@pytest.mark.parametrize(
    ("logging", "shown"),
    [
        ({}, {"out", "err"}),
        ({"logging": "stdout"}, {"out"}),
        ({"logging": "stderr"}, {"err"}),
        ({"logging": "none"}, set()),
    ],
)
def test_lines_are_shown_as_the_logging_option_requests(
    plugin: Plugin, logging: dict[str, Any], shown: set[str]
) -> None:
    plugin.log.clear()
    made = plugin.create(create="echo out; echo err >&2", **logging)
    assert set(plugin.log) == shown
    assert (made["stdout"], made["stderr"]) == ("out", "err")


def test_check_fills_in_the_default_and_names_what_is_wrong(plugin: Plugin) -> None:
    inputs, failures = plugin.check(create="true", environment={"A": UNKNOWN}, triggers=UNKNOWN)
    assert (inputs["addPreviousOutputInEnv"], failures) == (True, {})
    _, failures = plugin.check(create=1, environment={"A": 1}, logging="loud", colour="red", archivePaths=["*"])
    assert set(failures) == {"create", "environment.A", "logging", "colour", "archivePaths"}


def test_other_resources_are_refused(plugin: Plugin) -> None:
    other = URN.replace("command:local:Command", "command:remote:Command")
    assert "has command:local:Command only" in _failure(lambda: plugin.check(other))
    plugin.check(URN.replace("command:local", "clearml:Gpu$command:local"))


def test_a_time_out_ends_the_command(plugin: Plugin) -> None:
    begun = time.monotonic()
    assert "ended by signal 9" in _failure(lambda: plugin.create(create="exec sleep 60", seconds=0.2))
    assert time.monotonic() - begun < 10


def test_cancel_ends_what_runs(plugin: Plugin, folder: Path) -> None:
    failures: list[str] = []
    thread = threading.Thread(
        target=lambda: failures.append(_failure(lambda: plugin.create(create="echo > begun; exec sleep 60")))
    )
    thread.start()
    _wait_for((folder / "begun").exists)
    plugin.cancel()
    thread.join(10)
    assert "ended by signal 9" in failures[0]


def test_commands_run_side_by_side(plugin: Plugin, folder: Path) -> None:
    wait = "touch {0}; until [ -e {1} ]; do sleep 0.02; done"
    orders = [wait.format("a", "b"), wait.format("b", "a")]
    threads = [threading.Thread(target=plugin.create, kwargs={"create": order}) for order in orders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert not any(thread.is_alive() for thread in threads)


def test_it_ends_with_an_engine_that_is_killed_and_so_does_its_command(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ENGINE, str(tmp_path)]) as killed:
        pids = tmp_path / "pids"
        _wait_for(lambda: pids.exists() and len(pids.read_text().split()) == 2)
        killed.send_signal(signal.SIGKILL)
    _wait_for(lambda: not any(command_line(int(pid)) for pid in pids.read_text().split()))


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()
