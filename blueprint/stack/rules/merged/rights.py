"""Finds rights in free-form values that undo the isolation of tenants: roles for the agent, and objects of RBAC."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from blueprint.settings.checking.problems import Problem
from blueprint.stack.rules.merged.doors import Door, Path, look_up, source

_ROLES: Path = ("agentk8sglue", "additionalRoleBindings")
_OBJECTS: Path = ("extraObjects",)
_WRITE_GUARDS = frozenset({"cluster-admin", "admin", "edit"})
"""Roles of Kubernetes that may change network policies of a namespace; the first two its quota as well."""
_BINDING = re.compile(r"""["']?kind["']?\s*:\s*["']?(?P<kind>ClusterRoleBinding|RoleBinding)\b""")
_NAME = re.compile(r"""["']?name["']?\s*:\s*["']?(?P<name>[\w.:-]+)""")


def role_problems(doors: Sequence[Door], merged: Mapping[str, Any]) -> Iterator[Problem]:
    """Find roles of the agent that change its namespace's guards. The public chart takes a list of role names."""
    roles = look_up(merged, _ROLES)
    entries = list(roles) if isinstance(roles, list | tuple) else [roles]
    where = source(doors, _ROLES)
    for role in sorted(_WRITE_GUARDS.intersection(each for each in entries if isinstance(each, str))):
        yield Problem(*where, f"'{role}'", "a role that cannot change the namespace's policies and quota")
    if roles and not (isinstance(roles, list | tuple) and all(isinstance(each, str) for each in entries)):
        yield Problem(*where, "something else", "a list of names of roles, as in the public chart")


def object_problems(doors: Sequence[Door]) -> Iterator[Problem]:
    """Find bindings among the chart's extra objects that reach beyond the namespace or change its guards."""
    for door in doors:
        objects = look_up(door.values, _OBJECTS)
        for index, entry in enumerate(objects if isinstance(objects, list | tuple) else [objects]):
            if (found := _binding(entry)) is not None:
                where = f"{door.key}.{_OBJECTS[0]}" + (f"[{index}]" if isinstance(objects, list | tuple) else "")
                yield Problem(door.file, where, found, "no rights that change the namespace's policies and quota")


def _binding(entry: Any) -> str | None:
    """Describe a binding that gives such rights; an entry is a manifest, its text, or a mapping of such."""
    if isinstance(entry, str):
        return _bound({match["kind"] for match in _BINDING.finditer(entry)}, {m["name"] for m in _NAME.finditer(entry)})
    if not isinstance(entry, Mapping):
        return None
    kind, role = entry.get("kind"), entry.get("roleRef")
    if isinstance(kind, str):
        return _bound({kind}, {str(role.get("name"))} if isinstance(role, Mapping) else set())
    return next((found for each in entry.values() if (found := _binding(each)) is not None), None)


def _bound(kinds: set[str], names: set[str]) -> str | None:
    if "ClusterRoleBinding" in kinds:
        return "a ClusterRoleBinding"
    roles = sorted(_WRITE_GUARDS & names)
    return f"a RoleBinding of '{roles[0]}'" if "RoleBinding" in kinds and roles else None
