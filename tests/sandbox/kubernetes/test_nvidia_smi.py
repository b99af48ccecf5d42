"""The stand-in for nvidia-smi answers as a real GPU does, in every state that the tests can set."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.kubernetes.cards import A100, H100
from sandbox.kubernetes.gpu import events, smi, state
from sandbox.kubernetes.gpu.state import Gpus
from sandbox.kubernetes.programs import NODE_VARIABLE
from sandbox.toolchain.progress import SetupError

MODES = ("--query-gpu=mig.mode.current,mig.mode.pending", "--format=csv,noheader")
Say = Callable[..., tuple[int, str]]


class Node:
    """A node's GPUs in a file, without a cluster."""

    def __init__(self, file: Path, gpus: Gpus) -> None:
        self.file = file
        state.save(file, gpus)

    def apply(self, event: str) -> None:
        state.change(self.file, events.EVENTS[event])

    def run(self, *arguments: str) -> tuple[int, str]:
        answer = smi.run(state.load(self.file), arguments)
        state.save(self.file, answer.gpus)
        return answer.code, "\n".join(answer.lines)

    def modes(self) -> list[str]:
        return self.run(*MODES)[1].splitlines()


@pytest.fixture
def ampere(tmp_path: Path) -> Node:
    return Node(tmp_path / "ampere.json", state.new(A100, 2))


@pytest.fixture
def hopper(tmp_path: Path) -> Node:
    return Node(tmp_path / "hopper.json", state.new(H100, 2))


def test_the_query_of_the_guide_gives_one_row_per_gpu(ampere: Node) -> None:
    columns = "--query-gpu=index,pci.bus_id,name,mig.mode.current,mig.mode.pending"
    assert ampere.run(columns, "--format=csv,noheader") == (
        0,
        "0, 00000000:36:00.0, NVIDIA A100-SXM4-40GB, Disabled, Disabled\n"
        "1, 00000000:46:00.0, NVIDIA A100-SXM4-40GB, Disabled, Disabled",
    )


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("csv", "index, memory.total [MiB]\n0, 40960 MiB"),
        ("csv,noheader", "0, 40960 MiB"),
        ("csv,noheader,nounits", "0, 40960"),
    ],
)
def test_the_format_option_controls_header_and_units(ampere: Node, style: str, expected: str) -> None:
    assert ampere.run("-i", "0", "--query-gpu=index,memory.total", f"--format={style}") == (0, expected)


def test_a_free_gpu_changes_at_once_and_a_busy_one_does_not(ampere: Node) -> None:
    assert ampere.run("-i", "0", "-mig", "1") == (0, "Enabled MIG Mode for GPU 00000000:36:00.0\nAll done.")
    assert ampere.modes() == ["Enabled, Enabled", "Disabled, Disabled"]
    assert ampere.run("-i", "0", "-mig", "0") == (0, "Disabled MIG Mode for GPU 00000000:36:00.0\nAll done.")
    assert ampere.modes() == ["Disabled, Disabled"] * 2


@pytest.mark.parametrize(("manner", "reason"), [("in-use", "In use by another client"), ("pending", "Not Supported")])
def test_a_change_that_must_wait_ends_with_all_done_and_code_zero(ampere: Node, manner: str, reason: str) -> None:
    ampere.apply(manner)
    code, text = ampere.run("-i", "0", "-mig", "1")
    assert code == 0
    assert f"Warning: MIG mode is in pending enable state for GPU 00000000:36:00.0:{reason}\n" in text
    assert text.endswith("\nAll done.")
    assert ampere.modes()[0] == "Disabled, Enabled"


def test_once_the_gpu_is_free_the_same_command_takes_effect(ampere: Node) -> None:
    ampere.apply("in-use")
    ampere.run("-i", "0", "-mig", "1")
    ampere.apply("free")
    assert ampere.modes()[0] == "Disabled, Enabled"
    ampere.run("-i", "0", "-mig", "1")
    assert ampere.modes()[0] == "Enabled, Enabled"


def test_ampere_keeps_its_mode_at_a_reboot_and_applies_a_pending_one(ampere: Node) -> None:
    ampere.run("-i", "0", "-mig", "1")
    ampere.apply("pending")
    ampere.run("-i", "1", "-mig", "1")
    ampere.apply("rebooted")
    assert ampere.modes() == ["Enabled, Enabled"] * 2


def test_hopper_loses_its_mode_at_a_reboot(hopper: Node) -> None:
    hopper.run("-mig", "1")
    assert hopper.modes() == ["Enabled, Enabled"] * 2
    hopper.apply("rebooted")
    assert hopper.modes() == ["Disabled, Disabled"] * 2


def test_a_reload_of_the_driver_ends_the_mode_of_hopper_and_the_instances_of_all(ampere: Node, hopper: Node) -> None:
    for node in (ampere, hopper):
        node.run("-mig", "1")
        node.apply("instances")
        node.apply("driver-reloaded")
        assert not any(gpu.instances for gpu in state.load(node.file).gpus)
    assert ampere.modes() == ["Enabled, Enabled"] * 2
    assert hopper.modes() == ["Disabled, Disabled"] * 2


def test_a_gpu_in_use_on_hopper_is_as_before_after_a_reboot(hopper: Node) -> None:
    hopper.apply("in-use")
    hopper.run("-mig", "1")
    assert hopper.modes() == ["Disabled, Enabled"] * 2
    hopper.apply("rebooted")
    assert hopper.modes() == ["Disabled, Disabled"] * 2
    assert "In use by another client" in hopper.run("-mig", "1")[1]


def test_a_reboot_ends_instances_but_neither_services_of_the_host_nor_passthrough(ampere: Node) -> None:
    ampere.run("-mig", "1")
    ampere.apply("instances")
    ampere.apply("in-use")
    ampere.apply("rebooted")
    assert ampere.run("mig", "-lgi")[0] != 0
    assert "pending disable state" in ampere.run("-i", "0", "-mig", "0")[1]
    assert ampere.run("-i", "0", "-mig", "1")[1].startswith("Enabled")
    ampere.apply("pending")
    ampere.apply("rebooted")
    assert "pending disable state" in ampere.run("-i", "0", "-mig", "0")[1]


def test_gpus_without_mig_report_it_and_stay_unchanged(ampere: Node) -> None:
    ampere.apply("unsupported")
    code, text = ampere.run("-i", "0", "-mig", "1")
    assert (code, text.splitlines()[0]) == (0, "Unable to enable MIG Mode for GPU 00000000:36:00.0: Not Supported")
    assert ampere.modes() == ["[N/A], [N/A]"] * 2
    assert ampere.run("mig", "-lgip") == (6, "No MIG-supported devices found.")


def test_instances_are_removed_in_order_and_only_when_idle(ampere: Node) -> None:
    ampere.run("-i", "0", "-mig", "1")
    ampere.apply("instances")
    assert "Unable to destroy GPU instance ID  1 from GPU  0: In use" in ampere.run("mig", "-i", "0", "-dgi")[1]
    ampere.apply("in-use")
    assert ampere.run("mig", "-i", "0", "-dci")[0] == 19
    ampere.apply("free")
    assert ampere.run("mig", "-i", "0", "-dci")[0] == 0
    assert ampere.run("mig", "-i", "0", "-dci") == (6, "No compute instances found: Not Found")
    assert ampere.run("mig", "-i", "0", "-dgi")[0] == 0
    assert ampere.run("mig", "-i", "0", "-dgi") == (6, "No GPU instances found: Not Found")


def test_the_mode_cannot_be_disabled_while_instances_exist(ampere: Node) -> None:
    ampere.run("-i", "0", "-mig", "1")
    ampere.apply("instances")
    assert "pending disable state" in ampere.run("-i", "0", "-mig", "0")[1]
    assert ampere.modes()[0] == "Enabled, Disabled"


def test_lists_show_instances_and_remaining_profiles(ampere: Node) -> None:
    ampere.run("-i", "0", "-mig", "1")
    ampere.apply("instances")
    assert [line.split()[1:4] for line in ampere.run("-i", "0", "-L")[1].splitlines()[1:]] == [
        ["3g.20gb", "Device", "0:"],
        ["3g.20gb", "Device", "1:"],
    ]
    assert ampere.run("mig", "-lgi")[1].count("MIG 3g.20gb") == 2
    assert "MIG 3g.20gb         9     0/2" in ampere.run("mig", "-i", "0", "-lgip")[1]


def test_without_the_mode_no_instance_can_be_created(ampere: Node) -> None:
    assert ampere.run("mig", "-dci") == (6, "No MIG-enabled devices found.")
    with pytest.raises(SetupError, match="no GPU of this node is in MIG mode"):
        ampere.apply("instances")


def test_processes_are_listed_only_while_the_gpu_is_in_use(ampere: Node) -> None:
    query = ("--query-compute-apps=pid,process_name", "--format=csv,noheader")
    assert ampere.run(*query) == (0, "")
    ampere.apply("in-use")
    assert ampere.run("-i", "0", *query) == (0, "4711, /usr/bin/nv-hostengine")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["-i", "7", "-mig", "1"], 6, "No devices were found"),
        (["--query-gpu=colour", "--format=csv"], 2, 'Field "colour" is not a valid field to query.'),
        (["--query-gpu=index"], 2, "Format not specified"),
    ],
)
def test_invalid_commands_are_refused(ampere: Node, arguments: list[str], code: int, message: str) -> None:
    found, text = ampere.run(*arguments)
    assert (found, text.splitlines()[0][: len(message)]) == (code, message)


@pytest.mark.parametrize("arguments", [["--reset"], ["-mig", "2"], ["mig"], ["mig", "-cgi", "9"]])
def test_an_unsupported_option_is_an_error(ampere: Node, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as refusal:
        ampere.run(*arguments)
    assert refusal.value.code == 2


def test_the_program_works_on_the_file_of_its_node(
    ampere: Node, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(NODE_VARIABLE, "ampere")
    assert smi.main([str(ampere.file.parent), "-mig", "1"]) == 0
    assert capsys.readouterr().out.endswith("All done.\n")
    assert [gpu["current"] for gpu in json.loads(ampere.file.read_text())["gpus"]] == [True, True]
