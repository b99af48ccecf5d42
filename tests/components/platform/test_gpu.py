"""The GPU stack: the order of its resources, and the changes that run a node's command again."""

from typing import Any

import pulumi
import pytest
from pulumi_kubernetes.core.v1 import Namespace

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.platform.namespaces import Part
from components.platform.gpu import GpuArgs, GpuStack
from components.shared.guarded_namespace import GuardedNamespace
from tests.components.recorder import Recorder, record

A100, H100 = {"card": "A100-40GB", "gpus": [0, 1]}, {"card": "H100-80GB"}
OPERATOR, CDMO = "Release:gpu-operator", "Release:cdmo"
PARTS: tuple[Part, ...] = ("gpu-operator", "cdmo")


def stack_of(*restored: tuple[str, int], **gpu: Any) -> Recorder:
    chart = {"chart": {"version": "1.0.0"}}
    whole = {"operator": chart, "cdmo": chart, "nodes": {"a": A100, "h": H100}} | gpu
    raw = {"cluster": {"context": "acme", "identifier": "acme"}, "gpu": whole}
    platform = PlatformSettings.model_validate(raw, by_alias=True, by_name=False)
    assert platform.gpu is not None
    gpu_settings = platform.gpu

    def program() -> list[str]:
        args = GpuArgs(
            platform=platform,
            gpu=gpu_settings,
            namespaces={part: GuardedNamespace(part, Namespace(part)) for part in PARTS},
            boot_ids={"a": "boot-a", "h": "boot-h"},
            restores=dict(restored),
            registry_token=pulumi.Output.secret("x"),
            recovery=None,
        )
        stack = GpuStack(args)
        stack.create_nodes()
        return [str(stack)]

    return record(program)


def test_operator_cdmo_mode_and_label_are_created_in_this_order() -> None:
    after = stack_of().after
    assert after[OPERATOR] == {"Namespace:gpu-operator"}
    assert after[CDMO] == {"Namespace:cdmo", "Secret:cdmo/clearml-registry", OPERATOR}
    assert after["Command:mig/a"] == {OPERATOR, CDMO}
    assert after["NodePatch:a"] == {"Command:mig/a"}


@pytest.mark.parametrize(
    ("left_out", "waited_for"),
    [({"operator": None}, {CDMO}), ({"cdmo": None}, {OPERATOR}), ({"operator": None, "cdmo": None}, set())],
    ids=["operator of another owner", "no CDMO", "neither"],
)
def test_charts_of_others_are_not_waited_for(left_out: dict[str, None], waited_for: set[str]) -> None:
    assert stack_of(**left_out).after["Command:mig/a"] == waited_for


def test_the_device_plugin_of_an_operator_of_others_is_used() -> None:
    gpu = {"operator": None, "operatorNamespace": "kube-system", "operatorContainer": "nvidia-device-plugin-ctr"}
    environment = stack_of(**gpu).of("Command")["mig/a"]["environment"]
    assert (environment["MIG_NAMESPACE"], environment["MIG_CONTAINER"]) == ("kube-system", "nvidia-device-plugin-ctr")


def test_a_reboot_matters_only_if_the_card_loses_its_mode() -> None:
    commands = stack_of().of("Command")
    assert commands["mig/h"]["environment"]["MIG_BOOT_ID"] == "boot-h"
    assert "MIG_BOOT_ID" not in commands["mig/a"]["environment"]


def test_a_restored_mode_runs_the_command_and_none_changes_nothing_in_older_states() -> None:
    commands = stack_of(("a", 2), ("h", 0)).of("Command")
    assert commands["mig/a"]["environment"]["MIG_RESTORED"] == "2"
    assert "MIG_RESTORED" not in commands["mig/h"]["environment"]


def test_commands_in_older_states_see_no_change() -> None:
    made = stack_of().of("Command")["mig/h"]
    assert {what: made[what] for what in ("create", "update", "delete")} == {
        "create": "python3 -m commands.mig enable",
        "update": "python3 -m commands.mig adjust",
        "delete": "python3 -m commands.mig disable",
    }
    assert made["environment"] == {
        "MIG_NODE": "h",
        "MIG_GPUS": "0",
        "MIG_CARD": "H100-80GB",
        "MIG_LABEL": "cdmo.clear.ml/gpu-partitioning",
        "MIG_NAMESPACE": "gpu-operator",
        "MIG_POD_SELECTOR": "app=nvidia-device-plugin-daemonset",
        "MIG_CONTAINER": "nvidia-device-plugin",
        "MIG_CONTEXT": "acme",
        "MIG_BOOT_ID": "boot-h",
    }


def test_mig_is_never_disabled_with_keep_mig_on_removal() -> None:
    verbs = [stack_of(keepMigOnRemoval=keep).of("Command")["mig/a"] for keep in (False, True)]
    assert [tuple(made[what].split()[-1] for what in ("create", "update", "delete")) for made in verbs] == [
        ("enable", "adjust", "disable"),
        ("enable", "enable", "unlabel"),
    ]
