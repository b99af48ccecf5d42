"""One run of the engine: `up`, `refresh` or `destroy`, step by step on a state, with the providers in this process."""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cache, partial
from typing import Any

import dill  # type: ignore[import-untyped]  # has no types

from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import ClearMLError
from providers.clearml.shared import base
from tests.histories.engine.state import Resource, State
from tests.histories.server import Killed


class Stopped(Exception):
    """The engine has given up, or it is dead; the program ends."""


@dataclass
class Run:
    """The steps of one run. `targets` are patterns of URNs, empty for all; `environ` is the caller's environment."""

    state: State
    targets: tuple[str, ...] = ()
    continues: bool = False
    """`--continue-on-error`: a failed step stops only the resources that depend on it."""
    environ: Mapping[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    steps: list[tuple[str, str, str]] = field(default_factory=list)
    """Operation, kind and name of all steps but unchanged resources."""
    seen: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    aliased: dict[str, str] = field(default_factory=dict)
    killed: bool = False
    unsure: bool = False
    """Whether an update has failed or was killed: its part that the server has is not in the state."""
    aborted: bool = False
    """Whether invalid inputs or an error of the program have ended the run, which `continues` does not prevent."""

    def __post_init__(self) -> None:
        base._clients.clear()  # a run is a new plugin process

    @property
    def ok(self) -> bool:
        return not self.problems and not self.killed

    @property
    def goes_on(self) -> bool:
        """Whether there may be further steps."""
        return not self.killed and not self.aborted and (self.continues or not self.problems)

    def register(self, goal: Resource, aliases: Iterable[str]) -> Resource | None:
        """Bring one resource to its goal. None if it fails or is skipped. Raises Stopped."""
        if not self.goes_on:
            raise Stopped
        old = self._old(goal, aliases)
        self.seen.add(goal.urn)
        if not self._is_target(goal.urn):
            return self._leave(goal, old)
        if goal.dependencies & self.failed or goal.parent in self.failed or goal.deleted_with in self.failed:
            self.failed.add(goal.urn)
            return None
        if not goal.on_provider:
            new = replace(goal, id="provider" if goal.custom else "", outputs=goal.inputs)
            self.state.put(new, old)
            return new
        made: Resource | None = self._attempt(goal.urn, lambda: self._bring(goal, old))
        return made

    def delete_what_is_gone(self) -> None:
        """Delete what the program no longer registers, and what was replaced. Dependents come first."""
        gone = [one for one in self.state.resources if one.outdated or one.urn not in self.seen]
        self.delete([one for one in gone if self._is_target(one.urn)])

    def delete(self, gone: list[Resource]) -> None:
        """Delete resources, dependents first. A failure keeps everything that the failed one needs."""
        together = {one.urn for one in gone if not one.outdated}
        kept: list[Resource] = []
        for one in _dependents_first(gone):
            if not self.goes_on:
                return
            needed = any(other.needs(one.urn) for other in kept)
            if needed or self._attempt(one.urn, partial(self._delete, one, together)) is None:
                kept.append(one)

    def refresh(self) -> None:
        """Read every resource and store what the server has."""
        for one in list(self.state.resources):
            if self.goes_on and one.on_provider and not one.outdated and self._is_target(one.urn):
                self._attempt(one.urn, partial(self._read, one))

    def _is_target(self, urn: str) -> bool:
        return not self.targets or any(fnmatchcase(urn, pattern.replace("**", "*")) for pattern in self.targets)

    def _old(self, goal: Resource, aliases: Iterable[str]) -> Resource | None:
        old = self.state.current(goal.urn)
        for alias in aliases if old is None else ():
            aliased = self.state.current(alias)
            if aliased is not None:
                self.aliased[goal.urn] = alias
                self.state.rename(alias, goal.urn)
                moved = replace(aliased, urn=goal.urn)
                self.state.put(moved, next(one for one in self.state.resources if one.urn == alias))
                return moved
        return old

    def _leave(self, goal: Resource, old: Resource | None) -> Resource | None:
        """A resource that is no target: it stays as it is, and a new one is not created."""
        if old is None:
            self.failed.add(goal.urn)
        return old

    def _attempt(self, urn: str, step: Any) -> Any:
        try:
            return step()
        except Killed:
            self.killed = True
        except ClearMLError as error:
            self._fail(urn, str(error))
        if not self.goes_on and urn in self.seen:
            raise Stopped
        return None

    def _fail(self, urn: str, problem: str) -> None:
        self.problems.append(problem)
        self.failed.add(urn)

    def _bring(self, goal: Resource, old: Resource | None) -> Resource | None:
        provider = self._provider(goal)
        checked = provider.check({} if old is None else old.inputs, goal.inputs)
        if checked.failures:
            self.problems += [failure.reason for failure in checked.failures]
            self.aborted = True
            raise Stopped
        goal = replace(goal, inputs=checked.inputs)
        if old is None:
            return self._create(provider, goal)
        diff = provider.diff(old.id, old.outputs, goal.inputs)
        if diff.replaces:
            return self._replace(provider, goal, old)
        outputs = old.outputs
        if diff.changes:
            self._note("update", goal)
            self.unsure, before = True, self.unsure
            outputs = provider.update(old.id, old.outputs, goal.inputs).outs
            self.unsure = before
        new = replace(goal, id=old.id, outputs=outputs)
        self.state.put(new, old)
        return new

    def _create(self, provider: Any, goal: Resource) -> Resource:
        self._note("create", goal)
        created = provider.create(goal.inputs)
        new = replace(goal, id=created.id, outputs=created.outs)
        self.state.put(new, None)
        return new

    def _replace(self, provider: Any, goal: Resource, old: Resource) -> Resource | None:
        if goal.protect and old.protect:
            self._fail(goal.urn, f"unable to replace resource {goal.urn} as it is currently marked for protection")
            return None
        self._note("replace", goal)
        created = provider.create(goal.inputs)
        new = replace(goal, id=created.id, outputs=created.outs)
        self.state.outdate(old)
        self.state.put(new, None)
        return new

    def _delete(self, one: Resource, together: set[str]) -> Resource | None:
        if one.protect and not one.outdated:
            self._fail(one.urn, f"resource {one.urn} cannot be deleted because it is protected")
            return None
        self._note("delete", one)
        if one.on_provider and not (one.deleted_with in together and not one.outdated):
            self._provider(one).delete(one.id, one.outputs)
        self.state.remove(one)
        return one

    def _read(self, one: Resource) -> Resource:
        result = self._provider(one).read(one.id, one.outputs)
        if not result.id:
            self._note("gone", one)
            self.state.remove(one)
        elif result.outs != one.outputs:
            self._note("drift", one)
            self.state.put(replace(one, outputs=result.outs, inputs=result.inputs or one.inputs), one)
        return one

    def _provider(self, one: Resource) -> Any:
        """The provider, connected as its provider resource in the state says."""
        provider = _provider_of(one.code)()
        inputs = self.state.current(one.provider.rpartition("::")[0])
        assert inputs is not None, one.provider
        provider.client = base.client_for(Connection.of(inputs.inputs, self.environ))
        return provider

    def _note(self, operation: str, one: Resource) -> None:
        self.steps.append((operation, one.kind, one.name))


@cache
def _provider_of(code: str) -> Any:
    """A copy of a provider as the plugin gets it: module path and class name (ADR 0001)."""
    return type(dill.loads(base64.b64decode(code)))


def _dependents_first(resources: list[Resource]) -> list[Resource]:
    """An order in which each resource comes before everything that it needs."""
    left, ordered = list(reversed(resources)), []
    while left:
        free = next(one for one in left if not any(other.needs(one.urn) for other in left if other.urn != one.urn))
        ordered.append(free)
        left.remove(free)
    return ordered
