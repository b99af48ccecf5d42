"""One step of a preview: what happens to one resource, with the state before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fleet.review.urn import Urn

UNCHANGED = frozenset({"same", "read", "refresh"})
"""Operations that change nothing outside."""
ACTIONS: Mapping[str, str] = {
    "create": "create",
    "import": "import",
    "update": "update",
    "delete": "delete",
    "replace": "replace",
    "create-replacement": "replace",
    "delete-replaced": "replace",
    "discard-replaced": "replace",
    "import-replacement": "replace",
    "read-replacement": "replace",
    "remove-pending-replace": "replace",
    "discard": "forget",
}
"""The engine's operations by what they are to a reader; an operation of a later engine is shown by its own name."""


@dataclass(frozen=True)
class State:
    """A resource as the engine knows it; secrets are the text `[secret]`."""

    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    protect: bool
    id: str = ""


@dataclass(frozen=True)
class PreviewStep:
    """What happens to one resource."""

    op: str
    urn: Urn
    old: State | None
    new: State | None
    paths: tuple[str, ...]
    """Paths of changed properties, as the provider or the engine reports them."""
    replace_paths: tuple[str, ...]
    """Those for which a new resource takes the place of the old one."""

    @property
    def action(self) -> str:
        """`create`, `update`, `delete`, `replace`, `import`, `forget`, `none`, or the engine's own word."""
        return "none" if self.op in UNCHANGED else ACTIONS.get(self.op, self.op)

    @property
    def is_change(self) -> bool:
        """Whether the reader has to know of it: outputs of the stack change with every run and are no resource."""
        return self.action != "none"


def step_of(entry: Mapping[str, Any]) -> PreviewStep:
    """Return a step of the preview's JSON."""
    detailed = entry.get("detailedDiff") or {}
    reasons = (*(entry.get("diffReasons") or ()), *(entry.get("replaceReasons") or ()))
    return PreviewStep(
        str(entry.get("op") or "unknown"),
        Urn(str(entry.get("urn") or "")),
        _state(entry.get("oldState")),
        _state(entry.get("newState")),
        tuple(sorted({str(path) for path in (detailed or reasons)})),
        tuple(sorted(str(path) for path in entry.get("replaceReasons") or ())),
    )


def _state(entry: object) -> State | None:
    if not isinstance(entry, Mapping):
        return None
    return State(
        entry.get("inputs") or {}, entry.get("outputs") or {}, bool(entry.get("protect")), str(entry.get("id") or "")
    )
