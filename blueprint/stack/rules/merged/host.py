"""Finds what the Pod Security level of a namespace would refuse in free-form values.

The pods would be refused one by one while the release looks fine (Kubernetes, "Pod Security Standards").
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blueprint.settings.checking.explain import Location, dotted
from blueprint.settings.checking.problems import Problem
from blueprint.stack.rules.merged.doors import Door

_SWITCHES = frozenset({"hostNetwork", "hostPID", "hostIPC", "privileged"})
_VALUES = frozenset({"hostPath", "hostPort"})


def host_problems(doors: Sequence[Door], level: str, setting: str) -> Iterator[Problem]:
    """Find the host's network, processes, paths and ports, which only the level `privileged` admits."""
    for door in doors if level != "privileged" else ():
        for location in _search(door.values, ()):
            expected = f"a pod that the Pod Security level {level} admits ({setting})"
            yield Problem(door.file, f"{door.key}.{dotted(location)}", f"'{location[-1]}'", expected)


def _search(values: Any, location: Location) -> Iterator[Location]:
    if isinstance(values, Mapping):
        for key, inner in values.items():
            if (key in _SWITCHES and _may_be_on(inner)) or (key in _VALUES and inner):
                yield *location, key
            else:
                yield from _search(inner, (*location, key))
    for index, item in enumerate(values if isinstance(values, list | tuple) else ()):
        yield from _search(item, (*location, index))


def _may_be_on(value: object) -> bool:
    """Whether a switch is on: a chart writes any text but `false` into its manifests as it is."""
    return value is True or (isinstance(value, str) and value.lower() not in ("", "false"))
