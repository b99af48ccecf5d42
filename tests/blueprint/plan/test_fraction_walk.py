"""A queue's fraction is resolved once: few functions handle it on its way from the tenant's file to the quota."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import FrameType

from pydantic import BaseModel

import blueprint
from blueprint.catalog.gpu import Card
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.stack.settings import StackSettings
from blueprint.values.tenant import quota
from blueprint.values.tenant.site import TenantSite
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

CODE = str(Path(blueprint.__file__).parent)
FRACTION = 0.5
MOST = 33


def parts(value: object) -> Iterator[object]:
    """What a value directly consists of, without the fractions that the platform offers."""
    if isinstance(value, GpuSettings | Card):
        return
    if isinstance(value, Mapping):
        yield from value.values()
    elif isinstance(value, list | tuple):
        yield from value
    elif isinstance(value, BaseModel):
        yield from vars(value).values()
    elif is_dataclass(value) and not isinstance(value, type):
        yield from (getattr(value, field.name, None) for field in fields(value))


def holds(value: object, depth: int = 2) -> bool:
    """Whether a value is the fraction, a queue that has it, or a collection of such queues."""
    if isinstance(value, float):
        return value == FRACTION
    return depth > 0 and any(holds(part, depth - 1) for part in parts(value))


class Walk:
    """Records the functions of the blueprint that receive the fraction."""

    def __init__(self) -> None:
        self.functions: set[str] = set()

    def __call__(self, frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(CODE) and not code.co_name.startswith("<"):
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            if any(holds(frame.f_locals.get(name)) for name in names):
                self.functions.add(f"{code.co_filename.removeprefix(CODE)} {code.co_qualname}")


def hard(settings: StackSettings) -> Mapping[str, str]:
    """The ResourceQuota of the tenant."""
    platform = settings.platform
    assert platform is not None
    assert platform.workers is not None
    site = TenantSite(
        platform=platform,
        common=platform.workers,
        tenant=settings.tenants[0].workers,
        plan=settings.plans["acme"],
        cluster=platform.cluster,
        home=True,
    )
    amounts: Mapping[str, str] = quota.manifests(site)[0]["spec"]["hard"]
    return amounts


def walk(folder: Folder, section: str) -> tuple[set[str], Mapping[str, str]]:
    """Build the settings of one tenant; return the functions that receive the fraction, and the tenant's quota."""
    folder.write("acme.yaml", tenant("Acme", section))
    recorder = Walk()
    sys.setprofile(recorder)
    try:
        amounts = hard(folder.build(workers()))
    finally:
        sys.setprofile(None)
    return recorder.functions, amounts


def test_a_fraction_passes_few_functions_from_file_to_quota(folder: Folder) -> None:
    functions, amounts = walk(folder, f"{{quota: {{gpuUnits: 2}}, queues: {{default: {{fraction: {FRACTION}}}}}}}")

    assert amounts["requests.nvidia.com/mig-3g.20gb"] == "4"
    assert 10 < len(functions) <= MOST, "\n".join(sorted(functions))
