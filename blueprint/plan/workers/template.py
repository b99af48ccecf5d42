"""Owns what a queue's own pod template may say of resources: CPU and memory as it likes, and nothing of GPUs.

A template is merged last, so a GPU in it, or another value of the label that the agent sums up, would pass the quota by
unseen. It must not know the rest of a template: that is the chart's.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from blueprint.plan.workers.queue import QueuePlacement, queue_path
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity
from blueprint.settings.words.quantities import parse_cpu, parse_memory

_PARSE = {"cpu": parse_cpu, "memory": parse_memory}
_EXPECTED = {"cpu": "an amount of CPU such as 2 or 500m", "memory": "an amount of memory such as 8Gi"}
WRITTEN = {"cpu": quantity.cpu_text, "memory": quantity.memory_text}
"""How amounts are written."""
_GPU = "nvidia.com/"


def asked(service: QueueWorkersSettings, resource: str) -> Fraction | None:
    """Return what the template limits a task to, of `cpu` or `memory`; Kubernetes takes it for the request too.

    None where it names no limit, so that the default of the namespace counts.
    """
    return _amount(service, "limits", resource)


def _amount(service: QueueWorkersSettings, kind: str, resource: str) -> Fraction | None:
    said = _part(service, "resources", kind).get(resource)
    text = None if said is None else _PARSE[resource](str(said))
    return None if text is None else quantity.amount(text)


def template_problems(
    name: str, service: QueueWorkersSettings, place: QueuePlacement, quota: QuotaSettings
) -> Iterator[Problem]:
    """Find amounts that are none, requests above limits, GPUs, and the label that the agent sums up."""
    yield from _request_problems(name, service, place, quota)
    for kind in ("limits", "requests"):
        for resource, said in _part(service, "resources", kind).items():
            path = dotted(("workers", "queues", name, "template", "resources", kind, resource))
            if resource.startswith(_GPU):
                expected = f"{queue_path(name, 'fraction')} and card, which the quota follows"
                yield Problem(place.file, path, "a GPU in a template", expected)
            elif resource in _PARSE and _PARSE[resource](str(said)) is None:
                yield Problem(place.file, path, shown(said, path), _EXPECTED[resource])
    label = place.platform.agent.usage_label
    if label in _part(service, "labels"):
        path = dotted(("workers", "queues", name, "template", "labels", label))
        expected = f"{queue_path(name, 'usage')}, which the quota follows"
        yield Problem(place.file, path, "the label that the agent sums up", expected)


def _request_problems(
    name: str, service: QueueWorkersSettings, place: QueuePlacement, quota: QuotaSettings
) -> Iterator[Problem]:
    """A container without a limit has that of the namespace, where there is one; Kubernetes refuses more than it."""
    defaults = {
        "cpu": None if quota.cpu is None else quota.default_cpu,
        "memory": None if quota.memory is None else quota.default_memory,
    }
    for resource, default in defaults.items():
        request, limit = _amount(service, "requests", resource), asked(service, resource)
        source = "" if limit is not None else f", which is workers.quota.default{resource.capitalize()}"
        most = quantity.amount(default) if limit is None and default is not None else limit
        if request is not None and most is not None and request > most:
            path = dotted(("workers", "queues", name, "template", "resources", "requests", resource))
            found = f"{WRITTEN[resource](request)}, while the task's limit is {WRITTEN[resource](most)}{source}"
            yield Problem(place.file, path, found, "no more, or more under template.resources.limits")


def _part(service: QueueWorkersSettings, *keys: str) -> Mapping[str, object]:
    """A section of the template; nothing where it is none."""
    found: object = service.template
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}
