"""`nvidia-smi mig -lgi` and `-lgip`: tables of GPU instances and of the profiles that they can have."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.kubernetes.cards import SimulatedProfile
from sandbox.kubernetes.gpu.answer import NOT_FOUND, ToolAnswer
from sandbox.kubernetes.gpu.instances import not_enabled
from sandbox.kubernetes.gpu.state import Gpus, Instance, Manner, SimulatedGpu

WIDTH = 55
INSTANCES = (
    "GPU instances:",
    "GPU   Name             Profile  Instance   Placement",
    "                         ID       ID       Start:Size",
)
PROFILES = (
    "GPU instance profiles:",
    "GPU   Name             ID    Instances",
    "                             Free/Total",
)


def list_instances(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """`-lgi`: the GPU instances, without placements."""
    refusal = not_enabled(gpus, selected)
    rows = [(gpu, one) for gpu in selected for one in gpu.instances]
    if refusal or not rows:
        return refusal or ToolAnswer(gpus, ["No GPU instances found: Not Found"], NOT_FOUND)
    return ToolAnswer(gpus, _table(INSTANCES, [_instance(gpus, gpu, one) for gpu, one in rows]))


def list_profiles(gpus: Gpus, selected: Sequence[SimulatedGpu]) -> ToolAnswer:
    """`-lgip`: the profiles that the selected GPUs offer, and how many of each are free."""
    if gpus.manner is Manner.UNSUPPORTED:
        return ToolAnswer(gpus, ["No MIG-supported devices found."], NOT_FOUND)
    return ToolAnswer(gpus, _table(PROFILES, [_profile(gpu, one) for gpu in selected for one in gpus.card.profiles]))


def _table(head: Sequence[str], rows: Sequence[str]) -> list[str]:
    rule = f"+{'-' * WIDTH}+"
    lines = [f"| {line:<{WIDTH - 2}} |" for line in (*head, *rows)]
    return [rule, *lines[: len(head)], f"|{'=' * WIDTH}|", *lines[len(head) :], rule]


def _instance(gpus: Gpus, gpu: SimulatedGpu, one: Instance) -> str:
    profile = next(profile for profile in gpus.card.profiles if profile.name == one.profile)
    return f"{gpu.index:>3}  MIG {one.profile:<13} {profile.identifier:>5} {one.identifier:>8}"


def _profile(gpu: SimulatedGpu, profile: SimulatedProfile) -> str:
    free = profile.fit - sum(one.profile == profile.name for one in gpu.instances)
    return f"{gpu.index:>3}  MIG {profile.name:<13} {profile.identifier:>3}     {free}/{profile.fit}"
