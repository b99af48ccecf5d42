"""Owns how many tasks of each queue may run at once: together never more than the quota's pods, CPU and memory admit.

A task beyond one of them would not wait: Kubernetes refuses its pod, and the agent then marks the task as failed. GPUs
are not shared out here, for the agent counts them itself (`blueprint.plan.workers.tenant`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from blueprint.plan.workers.queue import queue_path
from blueprint.plan.workers.template import WRITTEN, asked
from blueprint.settings.checking.problems import Problem
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity

Queues = Mapping[str, QueueWorkersSettings]


@dataclass(frozen=True)
class Budget:
    """One thing that the quota limits, and what of it a task of each queue takes."""

    key: str
    """The quota's key: pods, cpu or memory."""
    default: str | None
    """The key that says what a task takes whose queue does not; None for pods."""
    total: Fraction
    needs: Mapping[str, Fraction]
    written: Callable[[Fraction], str]

    def admits(self, pods: Mapping[str, int]) -> bool:
        """Whether so many tasks of each queue may run together."""
        return self.taken(pods) <= self.total

    def taken(self, pods: Mapping[str, int]) -> Fraction:
        """What so many tasks of each queue take."""
        return sum((self.needs[name] * count for name, count in pods.items()), Fraction(0))

    def alone(self, name: str) -> int:
        """How many tasks of one queue fit when no other runs any; they must take something."""
        return int(self.total / self.needs[name])


def max_pods(queues: Queues, quota: QuotaSettings) -> dict[str, int]:
    """Return how many tasks each queue may run. Queues that name no number share what the others leave, one each in
    turn, by name, up to the default. For queues in which `share_problems` finds nothing wrong."""
    silent = [name for name, service in sorted(queues.items()) if not _stated(service)]
    pods = {name: 1 if name in silent else service.max_pods for name, service in queues.items()}
    budgets = tuple(_budgets(queues, quota))
    growing = silent
    while growing:
        growing = [name for name in growing if _grown(pods, name, queues[name].max_pods, budgets)]
    return pods


def _grown(pods: dict[str, int], name: str, most: int, budgets: tuple[Budget, ...]) -> bool:
    """Give a queue one more task if that fits; say whether it did."""
    more = pods | {name: pods[name] + 1}
    fits = pods[name] < most and all(budget.admits(more) for budget in budgets)
    if fits:
        pods[name] += 1
    return fits


def share_problems(file: str, queues: Queues, quota: QuotaSettings) -> Iterator[Problem]:
    """Find what does not fit: one task, the tasks of one queue, or those of all together."""
    for budget in _budgets(queues, quota):
        single = list(_single_problems(file, queues, budget))
        yield from single or _joint_problems(file, queues, budget)


def _single_problems(file: str, queues: Queues, budget: Budget) -> Iterator[Problem]:
    quota = f"while workers.quota.{budget.key} is {budget.written(budget.total)}"
    told = set()
    for name, service in queues.items():
        need = budget.needs[name]
        if need > budget.total:
            path = _source(name, service, budget)
            if path not in told:
                yield Problem(file, path, f"{budget.written(need)}, {quota}", "no more than the quota")
            told.add(path)
        elif _stated(service) and need * service.max_pods > budget.total:
            each = "" if budget.default is None else f" tasks of {budget.written(need)} each"
            found = f"{service.max_pods}{each}, {quota}"
            yield Problem(file, queue_path(name, "maxPods"), found, f"at most {budget.alone(name)}")


def _joint_problems(file: str, queues: Queues, budget: Budget) -> Iterator[Problem]:
    """Stated numbers, and one task of each silent queue."""
    taken = budget.taken({name: service.max_pods if _stated(service) else 1 for name, service in queues.items()})
    if taken > budget.total:
        needed, total = budget.written(taken), budget.written(budget.total)
        expected = f"{needed} or more, or less under workers.queues.<name>.maxPods: {', '.join(sorted(queues))}"
        found = f"{total}, while the queues need {needed} together"
        yield Problem(file, f"workers.quota.{budget.key}", found, expected)


def _source(name: str, service: QueueWorkersSettings, budget: Budget) -> str:
    """The key that says what a task takes. A quota of pods holds one always."""
    if asked(service, budget.key) is not None:
        return f"{queue_path(name, 'template')}.resources.limits.{budget.key}"
    return f"workers.quota.{budget.default}"


def _stated(service: QueueWorkersSettings) -> bool:
    return "max_pods" in service.model_fields_set


def _budgets(queues: Queues, quota: QuotaSettings) -> Iterator[Budget]:
    if quota.pods is not None:
        yield Budget("pods", None, Fraction(quota.pods), dict.fromkeys(queues, Fraction(1)), str)
    if quota.cpu is not None:
        yield _budget("cpu", "defaultCpu", quota.cpu, quota.default_cpu, queues)
    if quota.memory is not None:
        yield _budget("memory", "defaultMemory", quota.memory, quota.default_memory, queues)


def _budget(key: str, default: str, total: str, usual: str, queues: Queues) -> Budget:
    needs = {name: asked(service, key) for name, service in queues.items()}
    each = {name: quantity.amount(usual) if need is None else need for name, need in needs.items()}
    return Budget(key, default, quantity.amount(total), each, WRITTEN[key])
