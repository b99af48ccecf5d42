"""What the pack knows of one run: the state before it, and every resource as the program registers it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from threading import Lock

from policy.rules.approvals import Loss, PolicyApproval, approvals, idle, message, unapproved
from policy.rules.deletions import deletions, removals
from policy.rules.replacements import replacements
from policy.rules.resource import Resources, StackResource
from policy.state import PriorStateUnavailable

ROOT = "pulumi:pulumi:Stack"
APPROVALS = "clearml:approvals"


class RunWatch:
    """One run. `read` returns the state; it is called once, before the run changes anything."""

    def __init__(self, read: Callable[[], Resources], environ: Mapping[str, str] = os.environ) -> None:
        self._read, self._environ, self._lock = read, environ, Lock()
        self._before: Mapping[str, StackResource] | PriorStateUnavailable | None = None
        self._registered: dict[str, StackResource] = {}
        self._replaced: list[Loss] = []

    def register(self, resource: StackResource) -> Iterator[str]:
        """Note a resource before anything happens to it, and return what its registration would replace or delete."""
        self._registered[resource.urn] = resource
        before = self._state()
        if isinstance(before, PriorStateUnavailable):
            if resource.type == ROOT:
                yield f"deletions and replacements cannot be judged, because the state cannot be read: {before}"
            return
        replaced = list(replacements(before, resource))
        self._replaced += replaced
        # A preview reports every deletion at its end; a run has deleted by then, so it stops at the register.
        removed = [] if self._is_preview else list(removals(tuple(before.values()), resource))
        yield from map(message, unapproved([*replaced, *removed], self._given))

    def lost(self, after: Resources) -> list[str]:
        """Return the deletions that nothing permits; `after` are the resources that will exist."""
        return [message(loss) for loss in unapproved(self._deletions(after), self._given)]

    def idle_approvals(self, after: Resources) -> list[str]:
        """Return a line per approval that permits nothing in this run."""
        return [
            f"approval `{each}` permits nothing in this run; remove it from {APPROVALS}, or it will permit a later loss"
            for each in idle([*self._replaced, *self._deletions(after)], self._given)
        ]

    def inputs(self, after: Resources) -> Resources:
        """Return the resources with their inputs, which are complete in a preview, as far as they were registered."""
        return tuple(self._registered.get(resource.urn, resource) for resource in after)

    def _deletions(self, after: Resources) -> list[Loss]:
        before = self._state()
        return [] if isinstance(before, PriorStateUnavailable) else list(deletions(tuple(before.values()), after))

    def _state(self) -> Mapping[str, StackResource] | PriorStateUnavailable:
        with self._lock:
            if self._before is None:
                try:
                    self._before = {resource.urn: resource for resource in self._read()}
                except PriorStateUnavailable as error:
                    self._before = error
            return self._before

    @property
    def _given(self) -> frozenset[PolicyApproval]:
        return approvals(json.loads(self._environ.get("PULUMI_CONFIG") or "{}").get(APPROVALS))

    @property
    def _is_preview(self) -> bool:
        return self._environ.get("PULUMI_DRY_RUN") == "true"
