"""Finds what the Pod Security level of a namespace would refuse in free-form values.

The pods would be refused one by one while the release looks fine (Kubernetes, "Pod Security Standards",
kubernetes.io/docs/concepts/security/pod-security-standards).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blueprint.settings.checking.explain import Location, dotted
from blueprint.settings.checking.problems import Problem
from blueprint.stack.rules.merged.doors import Door

_SWITCHES = frozenset({"hostNetwork", "hostPID", "hostIPC", "privileged"})
_VALUES = frozenset({"hostPath", "hostPort"})
_CAPABILITIES = {
    "baseline": frozenset(
        {
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT",
        }
    ),
    "restricted": frozenset({"NET_BIND_SERVICE"}),
}
"""Capabilities that each level allows to add."""
Found = tuple[Location, str]


def host_problems(doors: Sequence[Door], level: str, setting: str) -> Iterator[Problem]:
    """Find the host's network, processes, paths and ports, and security contexts that only `privileged` admits."""
    for door in doors if level != "privileged" else ():
        for location, found in _search(door.values, (), _CAPABILITIES[level]):
            expected = f"a pod that the Pod Security level {level} admits ({setting})"
            yield Problem(door.file, f"{door.key}.{dotted(location)}", f"'{found}'", expected)


def _search(values: Any, location: Location, capabilities: frozenset[str]) -> Iterator[Found]:
    if isinstance(values, Mapping):
        for key, inner in values.items():
            if (key in _SWITCHES and _may_be_on(inner)) or (key in _VALUES and inner):
                yield (*location, key), key
            else:
                yield from _in_context(key, inner, (*location, key), capabilities)
                yield from _search(inner, (*location, key), capabilities)
    for index, item in enumerate(values if isinstance(values, list | tuple) else ()):
        yield from _search(item, (*location, index), capabilities)


def _in_context(key: str, inner: Any, location: Location, capabilities: frozenset[str]) -> Iterator[Found]:
    """Find capabilities, an unmasked /proc, and no seccomp profile, which are keys of security contexts."""
    section = inner if isinstance(inner, Mapping) else {}
    if key == "procMount" and inner not in ("", "Default"):
        yield location, key
    if key == "seccompProfile" and section.get("type") == "Unconfined":
        yield (*location, "type"), "Unconfined"
    added = section.get("add") if key == "capabilities" else None
    for index, name in enumerate(added if isinstance(added, list | tuple) else ()):
        if name not in capabilities:
            yield (*location, "add", index), str(name)


def _may_be_on(value: object) -> bool:
    """Whether a switch is on: a chart writes any text but `false` into its manifests as it is."""
    return value is True or (isinstance(value, str) and value.lower() not in ("", "false"))
