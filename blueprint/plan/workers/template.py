"""Checks what a queue's own pod template sets of resources: CPU and memory freely, GPUs not at all.

The template is merged last. A GPU in it, or another value of the label that the agent sums up, would bypass the quota.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from blueprint.plan.workers.paths import queue_path
from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words import arithmetic as quantity
from blueprint.settings.words.quantities import parse_cpu, parse_memory

Template = Mapping[str, object]
_PARSE = {"cpu": parse_cpu, "memory": parse_memory}
_EXPECTED = {"cpu": "an amount of CPU such as 2 or 500m", "memory": "an amount of memory such as 8Gi"}
WRITTEN = {"cpu": quantity.cpu_text, "memory": quantity.memory_text}
"""How amounts are written."""
_GPU = "nvidia.com/"


def task_limit(template: Template, resource: str) -> Fraction | None:
    """Return the template's limit of `cpu` or `memory`, which Kubernetes takes for the request too.

    None if the template has no valid limit, so that the default of the namespace counts.
    """
    return _amount(template, "limits", resource)


def _amount(template: Template, kind: str, resource: str) -> Fraction | None:
    value = _part(template, "resources", kind).get(resource)
    text = None if value is None else _PARSE[resource](str(value))
    return None if text is None else quantity.amount(text)


def template_problems(
    file: str, name: str, template: Template, usage_label: str, quota: QuotaSettings
) -> Iterator[Problem]:
    """Find malformed amounts, requests above limits, GPUs, and the label that the agent sums up."""
    yield from _request_problems(file, name, template, quota)
    for kind in ("limits", "requests"):
        for resource, value in _part(template, "resources", kind).items():
            path = queue_path(name, "template", "resources", kind, resource)
            if resource.startswith(_GPU):
                expected = f"{queue_path(name, 'fraction')} and card, which the quota follows"
                yield Problem(file, path, "a GPU in a template", expected)
            elif resource in _PARSE and _PARSE[resource](str(value)) is None:
                yield Problem(file, path, shown(value, path), _EXPECTED[resource])
    if usage_label in _part(template, "labels"):
        path = queue_path(name, "template", "labels", usage_label)
        expected = f"{queue_path(name, 'usage')}, which the quota follows"
        yield Problem(file, path, "the label that the agent sums up", expected)


def _request_problems(file: str, name: str, template: Template, quota: QuotaSettings) -> Iterator[Problem]:
    """Kubernetes refuses a request above the limit; a container without a limit has the namespace's default, if any."""
    defaults = {
        "cpu": None if quota.cpu is None else quota.default_cpu,
        "memory": None if quota.memory is None else quota.default_memory,
    }
    for resource, default in defaults.items():
        request, limit = _amount(template, "requests", resource), task_limit(template, resource)
        source = "" if limit is not None else f", which is workers.quota.default{resource.capitalize()}"
        most = quantity.amount(default) if limit is None and default is not None else limit
        if request is not None and most is not None and request > most:
            path = queue_path(name, "template", "resources", "requests", resource)
            found = f"{WRITTEN[resource](request)}, while the task's limit is {WRITTEN[resource](most)}{source}"
            yield Problem(file, path, found, "at most the limit, or a higher limit in template.resources.limits")


def _part(template: Template, *keys: str) -> Mapping[str, object]:
    """A section of the template; empty if the template has no such mapping."""
    section: object = template
    for key in keys:
        section = section.get(key) if isinstance(section, Mapping) else None
    return section if isinstance(section, Mapping) else {}
