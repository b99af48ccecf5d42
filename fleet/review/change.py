"""What a run does to one resource: the steps of one URN as one change, with its part of the tenant and its weight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from fleet.review.difference import Difference, differences
from fleet.review.step import PreviewStep, State
from fleet.review.urn import Urn

ORDER = ("replace", "delete", "create", "update", "import", "forget")
"""Of several steps of one resource, the first in this list names the change."""
EMPTY = State({}, {}, protect=False)


@dataclass(frozen=True)
class Change:
    """All that a preview proposes for one resource."""

    urn: Urn
    action: str
    """`create`, `update`, `delete`, `replace`, `import`, `forget`, or a word of a later engine."""
    ops: tuple[str, ...]
    """The engine's operations, in its order."""
    old: State
    new: State
    differences: tuple[Difference, ...]
    paths: tuple[str, ...]
    """Changed properties without visible values, such as secrets: reported by the engine, not among `differences`."""
    replace_paths: tuple[str, ...]

    @property
    def protected(self) -> bool:
        """Whether the engine itself refuses to delete the resource."""
        return self.old.protect


def changes(steps: Iterable[PreviewStep]) -> tuple[Change, ...]:
    """Return one change per resource, in the engine's order; steps that change nothing are left out."""
    grouped: dict[str, list[PreviewStep]] = {}
    for step in steps:
        if step.is_change:
            grouped.setdefault(step.urn.text, []).append(step)
    return tuple(_change(each) for each in grouped.values())


def _same(difference: str, path: str) -> bool:
    """Whether a path of the engine, such as values["a.b"].c[0], is within or around that of a difference."""
    own, engines = (f"{_plain(each)}." for each in (difference, path))
    return engines.startswith(own) or own.startswith(engines)


def _plain(path: str) -> str:
    return re.sub(r"\[\"?([^\"\]]*)\"?\]", r".\1", path)


def _change(steps: list[PreviewStep]) -> Change:
    actions = [step.action for step in steps]
    old = next((step.old for step in steps if step.old is not None), EMPTY)
    new = next((step.new for step in reversed(steps) if step.new is not None), EMPTY)
    action = next((each for each in ORDER if each in actions), actions[0])
    found = tuple(differences(old.inputs, new.inputs)) if action in ("update", "replace") else ()
    if action == "update" and not found:
        found = tuple(differences(old.outputs, new.outputs)) if new.outputs else ()
    paths = {path for step in steps for path in step.paths if not any(_same(each.path, path) for each in found)}
    return Change(
        steps[0].urn,
        action,
        tuple(step.op for step in steps),
        old,
        new,
        found,
        tuple(sorted(paths)),
        tuple(sorted({path for step in steps for path in step.replace_paths})),
    )
