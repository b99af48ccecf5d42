"""Checks the merged values of the GPU operator: GPUs must be handed out in a way that the nodes' runtime serves."""

from collections.abc import Iterator

from blueprint.catalog.charts import GPU_OPERATOR
from blueprint.plan.charts.coordinates import coordinates
from blueprint.plan.charts.gpu_runtime import unserved
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.platform import gpu_operator


def gpu_runtime_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Find a device list strategy with which tasks would see a GPU without its driver, or start without a GPU."""
    gpu = platform.gpu
    if gpu is None or gpu.operator is None or not platform.made_here:
        return
    try:
        version = coordinates(gpu.operator.chart, GPU_OPERATOR).version
    except SettingsError:
        return  # reported by `chart_problems`
    lacking = list(unserved(gpu_operator.values(gpu), version))
    if lacking:
        strategies, needs = ",".join(each for each, _ in lacking), " or ".join(needed for _, needed in lacking)
        found = f"DEVICE_LIST_STRATEGY {strategies} of gpu-operator {version} without the runtime that it needs"
        yield Problem(file, f"{NAMESPACE}:gpu.operator.chart.values", found, needs)
