"""Judges what Helm gets for the platform's parts: nothing in their values may take a protection away."""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.catalog.charts import BILLING, CDMO, CLEARML_ENTERPRISE, GPU_OPERATOR, REDIS
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.stack.rules.merged.chart_doors import plain_door, secret_doors, with_placeholders
from blueprint.stack.rules.merged.doors import Door
from blueprint.stack.rules.merged.guards import Guard, guard_problems
from blueprint.stack.rules.merged.host import host_problems
from blueprint.stack.rules.merged.misspelt import key_problems
from blueprint.values.common import redis
from blueprint.values.platform import gpu_operator

_UNPRIVILEGED = "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED"
_GPU = (
    Guard(("toolkit", "env", _UNPRIVILEGED, "value"), "'false'; otherwise tasks without a GPU can take all of a node"),
    Guard(("mig", "strategy"), "mixed, because quotas count MIG profiles by name"),
)
_MIG_MANAGER = Guard(("migManager", "enabled"), "false, because NVIDIA's MIG manager removes what CDMO cuts")
_REDIS = (
    Guard(("auth", "enabled"), "true; otherwise every pod that reaches Redis can write into it"),
    Guard(("auth", "existingSecret"), "the Secret that this program creates"),
    Guard(("master", "service", "type"), "no address outside the cluster"),
)


def release_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find what the `values` of the charts undo, and misspelt keys; `file` is the stack's configuration."""
    if not platform.made_here:
        return
    for chart, doors in _doors(file, platform):
        for door in doors:
            yield from key_problems(door, chart)
    if platform.gpu is not None and platform.gpu.operator is not None:
        yield from _gpu_problems(_own(file, "gpu.operator", platform.gpu.operator.chart), platform.gpu)
    if platform.redis is not None and platform.redis.mode != "external":
        doors = _own(file, "redis", platform.redis.chart)
        yield from guard_problems(doors, _redis(platform.redis, {}), _redis(platform.redis, None), _REDIS)
        yield from host_problems(doors, "baseline", "its namespace has that level")
    server = platform.control_plane
    if server is not None:
        level = f"{NAMESPACE}:controlPlane.podSecurity"
        yield from host_problems(_own(file, "controlPlane", server.chart), server.pod_security, level)


def _doors(file: str, platform: PlatformSettings) -> Iterator[tuple[str, list[Door]]]:
    """Each chart of the platform with its own values."""
    server, gpu, store = platform.control_plane, platform.gpu, platform.redis
    if server is not None:
        yield CLEARML_ENTERPRISE.name, _own(file, "controlPlane", server.chart)
    if gpu is not None and gpu.operator is not None:
        yield GPU_OPERATOR.name, _own(file, "gpu.operator", gpu.operator.chart)
    if gpu is not None and gpu.cdmo is not None:
        yield CDMO.name, _own(file, "gpu.cdmo", gpu.cdmo.chart)
    if store is not None and store.mode != "external":
        yield REDIS.name, _own(file, "redis", store.chart)
    if platform.billing.mode == "chart":
        yield BILLING.name, _own(file, "billing", platform.billing.chart)


def _own(file: str, part: str, chart: ChartSettings) -> list[Door]:
    return [plain_door(file, part, chart), *secret_doors(file, part, chart)]


def _gpu_problems(doors: list[Door], gpu: GpuSettings) -> Iterator[Problem]:
    operator = gpu.operator
    if operator is None:
        return
    bare = operator.model_copy(update={"chart": operator.chart.model_copy(update={"values": {}})})
    generated = gpu_operator.values(gpu.model_copy(update={"operator": bare}))
    merged = with_placeholders(gpu_operator.values(gpu), operator.chart)
    yield from guard_problems(doors, generated, merged, _GPU if gpu.cdmo is None else (*_GPU, _MIG_MANAGER))


def _redis(settings: RedisSettings, own: Mapping[str, Any] | None) -> dict[str, Any]:
    """Values with the settings' own ones replaced by `own`; None leaves them."""
    if own is None:
        return with_placeholders(redis.values(settings, ""), settings.chart)
    chart = settings.chart.model_copy(update={"values": own})
    return redis.values(settings.model_copy(update={"chart": chart}), "")
