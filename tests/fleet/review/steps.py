"""Previews made up of single steps, for tests of the report."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

TENANT = "clearml:tenant:Tenant"


def urn(type_: str, name: str, parent: str = "") -> str:
    """A URN; `parent` is the type of the outermost component, such as that of a tenant."""
    return f"urn:pulumi:test::clearml-platform::{parent + '$' if parent else ''}{type_}::{name}"


def step(
    op: str,
    urn: str,
    old: Mapping[str, Any] | None = None,
    new: Mapping[str, Any] | None = None,
    *,
    protect: bool = False,
    changed: Iterable[str] = (),
) -> dict[str, Any]:
    """A step as the engine prints it."""
    states = {
        name: {"urn": urn, "inputs": inputs, "outputs": {}, "protect": protect}
        for name, inputs in (("oldState", old), ("newState", new))
        if inputs is not None
    }
    return {"op": op, "urn": urn, **states, "diffReasons": list(changed), "detailedDiff": None}


def preview(*steps: Mapping[str, Any], errors: Iterable[str] = ()) -> str:
    """What `pulumi preview --json` prints."""
    counts = {"same": 1}  # the stack itself
    for each in steps:
        counts[each["op"]] = counts.get(each["op"], 0) + 1
    diagnostics = [{"message": f"{message}\n", "prefix": "error: ", "severity": "error"} for message in errors]
    return json.dumps({"steps": list(steps), "diagnostics": diagnostics, "duration": 1, "changeSummary": counts})
