"""Checks a tenant's own limits (`workers.quota.hard`): none may refuse a task that its agent would start.

A task that Kubernetes refuses does not wait: the agent marks it as failed.
"""

from collections.abc import Iterator

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.problems import Problem
from blueprint.settings.words import arithmetic as quantity

_SAME = {"cpu": "requests.cpu", "memory": "requests.memory", "count/pods": "pods"}
"""Other names of what is computed (Kubernetes, "Resource Quotas")."""
_SOURCES = {
    "pods": "pods",
    **{f"{kind}.{what}": what for kind in ("requests", "limits") for what in ("cpu", "memory")},
}
_GPU = "requests.nvidia.com/"


def override_problems(plan: TenantPlan) -> Iterator[Problem]:
    """Find limits below those that queues and agent follow, and limits on what is unlimited for them."""
    computed = plan.computed
    used = {f"requests.{queue.demand.resource}" for queue in plan.queues if queue.demand.resource is not None}
    for key, value in plan.demand.quota.hard.items():
        same = _SAME.get(key, key)
        source = "gpuUnits" if same.startswith(_GPU) else _SOURCES.get(same)
        if value is None or source is None or (source == "gpuUnits" and same not in {*computed, *used}):
            continue
        least = computed.get(same)
        if least is None or quantity.amount(value) < quantity.amount(least):
            rest = "nothing limits it in the agent" if least is None else f"{least} follows from the other settings"
            expected = f"{'no such limit' if least is None else 'that or more'}; workers.quota.{source} lowers both"
            path = dotted(("workers", "quota", "hard", key))
            yield Problem(plan.place.file, path, f"{value}, while {rest}", expected)
