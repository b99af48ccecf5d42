"""Shares a quota's pods, CPU and memory out among queues: how many tasks of each may run at once.

Kubernetes refuses the pod of a task beyond the quota, and the agent then marks the task as failed instead of waiting.
GPUs are not shared out here, because the agent counts them itself (`blueprint.plan.workers.tenant`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from blueprint.plan.workers.paths import queue_path
from blueprint.plan.workers.queue import TaskDemand
from blueprint.plan.workers.template import WRITTEN
from blueprint.settings.checking.problems import Problem
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity

Queues = Mapping[str, TaskDemand]


@dataclass(frozen=True)
class Budget:
    """A resource that the quota limits, and how much of it a task of each queue takes."""

    key: str
    """Key in the quota: pods, cpu or memory."""
    default: str | None
    """Key in the quota for tasks whose queue sets no limit; None for pods."""
    total: Fraction
    needs: Mapping[str, Fraction]
    written: Callable[[Fraction], str]

    def admits(self, pods: Mapping[str, int]) -> bool:
        """Whether these numbers of tasks, by queue, may run together."""
        return self.taken(pods) <= self.total

    def taken(self, pods: Mapping[str, int]) -> Fraction:
        """What these numbers of tasks, by queue, take together."""
        return sum((self.needs[name] * count for name, count in pods.items()), Fraction(0))

    def alone(self, name: str) -> int:
        """How many tasks of one queue fit if no other runs any. Each of them must take something."""
        return int(self.total / self.needs[name])


def max_pods(queues: Queues, quota: QuotaSettings) -> dict[str, int]:
    """Return how many tasks each queue may run; `share_problems` must find nothing.

    Queues that state no number share what the others leave, one task per queue in turn, by name, up to the default.
    """
    sharing = [name for name, tasks in sorted(queues.items()) if not tasks.states_max_pods]
    pods = {name: tasks.max_pods if tasks.states_max_pods else 1 for name, tasks in queues.items()}
    budgets = tuple(_budgets(queues, quota))
    while sharing:
        sharing = [name for name in sharing if _add_one(pods, name, queues[name].max_pods, budgets)]
    return pods


def _add_one(pods: dict[str, int], name: str, most: int, budgets: tuple[Budget, ...]) -> bool:
    """Give a queue one more task if that fits, and return whether it did."""
    more = pods | {name: pods[name] + 1}
    fits = pods[name] < most and all(budget.admits(more) for budget in budgets)
    if fits:
        pods[name] += 1
    return fits


def share_problems(file: str, queues: Queues, quota: QuotaSettings) -> Iterator[Problem]:
    """Find what does not fit: one task, the tasks of one queue, or those of all queues together."""
    for budget in _budgets(queues, quota):
        single = list(_single_problems(file, queues, budget))
        yield from single or _joint_problems(file, queues, budget)


def _single_problems(file: str, queues: Queues, budget: Budget) -> Iterator[Problem]:
    quota = f"while workers.quota.{budget.key} is {budget.written(budget.total)}"
    reported = set()
    for name, tasks in queues.items():
        need = budget.needs[name]
        if need > budget.total:
            path = _source(name, tasks, budget)
            if path not in reported:
                yield Problem(file, path, f"{budget.written(need)}, {quota}", "at most the quota")
            reported.add(path)
        elif tasks.states_max_pods and need * tasks.max_pods > budget.total:
            each = "" if budget.default is None else f" tasks of {budget.written(need)} each"
            found = f"{tasks.max_pods}{each}, {quota}"
            yield Problem(file, queue_path(name, "maxPods"), found, f"at most {budget.alone(name)}")


def _joint_problems(file: str, queues: Queues, budget: Budget) -> Iterator[Problem]:
    """Add up the stated numbers, and one task of each queue that states none."""
    taken = budget.taken({name: tasks.max_pods if tasks.states_max_pods else 1 for name, tasks in queues.items()})
    if taken > budget.total:
        needed, total = budget.written(taken), budget.written(budget.total)
        expected = f"{needed} or more, or less under workers.queues.<name>.maxPods: {', '.join(sorted(queues))}"
        found = f"{total}, while the queues need {needed} together"
        yield Problem(file, f"workers.quota.{budget.key}", found, expected)


def _source(name: str, tasks: TaskDemand, budget: Budget) -> str:
    """The key that sets what a task takes; a quota of pods always has room for one."""
    if budget.key in tasks.own_limits:
        return queue_path(name, "template", "resources", "limits", budget.key)
    return f"workers.quota.{budget.default}"


def _budgets(queues: Queues, quota: QuotaSettings) -> Iterator[Budget]:
    if quota.pods is not None:
        yield Budget("pods", None, Fraction(quota.pods), dict.fromkeys(queues, Fraction(1)), str)
    for key, default, total in (("cpu", "defaultCpu", quota.cpu), ("memory", "defaultMemory", quota.memory)):
        if total is not None:
            needs = {name: tasks.needs[key] for name, tasks in queues.items()}
            yield Budget(key, default, quantity.amount(total), needs, WRITTEN[key])
