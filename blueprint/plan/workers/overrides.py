"""Owns what a tenant's own words of a quota (`workers.quota.hard`) may not do: shut out what its agent may start.

A task that Kubernetes refuses does not wait, the agent marks it as failed. It must not compute a limit
(`blueprint.plan.workers.tenant`).
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


def own_limit_problems(file: str, plan: TenantPlan) -> Iterator[Problem]:
    """Find limits below those that queues and agent follow, and limits on what they take to be unlimited."""
    computed = plan.computed
    used = {f"requests.{queue.resource}" for queue in plan.queues if queue.resource is not None}
    for key, value in plan.own_hard.items():
        same = _SAME.get(key, key)
        source = "gpuUnits" if same.startswith(_GPU) else _SOURCES.get(same)
        if value is None or source is None or (source == "gpuUnits" and same not in {*computed, *used}):
            continue
        least = computed.get(same)
        if least is None or quantity.amount(value) < quantity.amount(least):
            known = "nothing limits it in the agent" if least is None else f"{least} follows from the rest"
            expected = f"{'no such limit' if least is None else 'that or more'}; less is workers.quota.{source}"
            yield Problem(file, dotted(("workers", "quota", "hard", key)), f"{value}, while {known}", expected)
