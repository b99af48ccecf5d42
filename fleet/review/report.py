"""The report of a preview: what happens to each tenant and to the platform, and what needs a second look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from fleet.review.change import Change, changes
from fleet.review.danger import dangers
from fleet.review.moves import moves
from fleet.review.parts import PARTS, PLATFORM, is_frame, part_of
from fleet.review.preview import Preview
from fleet.review.restarts import restarts
from fleet.review.settings import CardChange, SettingsChange
from fleet.review.words.sentence import as_it_is, details_of, sentence

NOTHING, CHANGES, SECOND_APPROVAL, FAILED = "nothing", "changes", "second approval", "failed"
EXIT_CODES: Mapping[str, int] = {NOTHING: 0, FAILED: 1, CHANGES: 2, SECOND_APPROVAL: 3}


@dataclass(frozen=True)
class Item:
    """One resource that changes. `text` is for people; the rest is as the engine has it."""

    urn: str
    type: str
    name: str
    action: str
    ops: tuple[str, ...]
    part: str
    text: str
    details: tuple[str, ...]
    plain: bool
    """Whether the type has no words of its own."""
    frame: bool
    """Whether the resource only groups others: it is counted and listed, and has no effect of its own."""


@dataclass(frozen=True)
class Group:
    """All that happens to one tenant, or to the platform."""

    name: str
    """Slug of the tenant, or `the platform`."""
    fate: str
    """`new`, `removed` or `changed`."""
    items: tuple[Item, ...]
    dangers: tuple[str, ...]
    """What needs a second approval, one sentence per reason."""
    restarts: tuple[str, ...]
    """What restarts, such as `agent`; tasks keep running unless the sentence says otherwise."""

    features: tuple[str, ...] = ()
    """Effective features that change, one sentence each; only with the files before the change."""

    @property
    def title(self) -> str:
        """Name, fate and what restarts."""
        restart = f"; restarts: {', '.join(self.restarts)}" if self.restarts else ""
        return f"{self.name} ({self.fate}{restart})"

    def part(self, name: str) -> tuple[Item, ...]:
        """The changes of one part, without frames."""
        return tuple(item for item in self.items if item.part == name and not item.frame)


@dataclass(frozen=True)
class Report:
    """What a preview means. `verdict` is `nothing`, `changes`, `second approval` or `failed`."""

    stack: str
    verdict: str
    groups: tuple[Group, ...]
    errors: tuple[str, ...]
    notes: tuple[str, ...]
    moves: tuple[str, ...]
    """Login domains and people that one tenant loses and another gains."""
    counts: Mapping[str, int]
    cards: tuple[CardChange, ...] = ()
    """The GPU ledger before and after; only with the files before the change."""

    @property
    def dangers(self) -> tuple[str, ...]:
        """What needs a second approval, with the tenant's slug."""
        return tuple(f"{group.name}: {danger}" for group in self.groups for danger in group.dangers)

    def with_settings(self, change: SettingsChange) -> Report:
        """The report with the effective features that change, and the GPU ledger."""
        there = {group.name for group in self.groups}
        more = [Group(slug, "changed", (), (), ()) for slug in change.features if slug not in there]
        groups = (replace(group, features=change.features.get(group.name, ())) for group in (*self.groups, *more))
        return replace(self, groups=tuple(groups), cards=change.cards)

    @property
    def exit_code(self) -> int:
        """0 nothing changes, 2 changes, 3 needs a second approval, 1 the preview failed."""
        return EXIT_CODES[self.verdict]


def report_of(preview: Preview) -> Report:
    """Return the report: tenants with dangers first, then the others by slug, the platform last."""
    found: dict[str, list[Change]] = {}
    for change in sorted(changes(preview.steps), key=lambda change: change.urn.text):  # the engine's order varies
        found.setdefault(change.urn.tenant or PLATFORM, []).append(change)
    removed = frozenset(name for name, each in found.items() if _fate(name, each) == "removed")
    groups = sorted((_group(name, each, removed) for name, each in found.items()), key=_order)
    return Report(
        stack=next((step.urn.stack for step in preview.steps), ""),
        verdict=_verdict(preview, groups),
        groups=tuple(groups),
        errors=tuple(each.text for each in preview.errors),
        notes=tuple(each.text for each in preview.diagnostics if each.severity != "error" and each.text),
        moves=moves(found),
        counts=preview.counts,
    )


def _group(name: str, found: list[Change], removed: frozenset[str]) -> Group:
    fate = _fate(name, found)
    items = sorted((_item(change) for change in found), key=lambda item: (item.frame, PARTS.index(item.part)))
    gone = fate == "removed"
    return Group(name, fate, tuple(items), dangers(found, removed, gone=gone), () if gone else restarts(found))


def _fate(name: str, found: Iterable[Change]) -> str:
    actions = {change.action for change in found if change.urn.type == "clearml:tenant:Tenant"}
    if name == PLATFORM or not actions & {"create", "delete"}:
        return "changed"
    return "new" if "create" in actions else "removed"


def _item(change: Change) -> Item:
    urn = change.urn
    return Item(
        urn.text,
        urn.type,
        urn.name,
        change.action,
        change.ops,
        part_of(urn),
        sentence(change),
        details_of(change),
        sentence(change) == as_it_is(change),
        is_frame(urn),
    )


def _order(group: Group) -> tuple[bool, bool, str]:
    return (not group.dangers, group.name == PLATFORM, group.name)


def _verdict(preview: Preview, groups: Iterable[Group]) -> str:
    every = tuple(groups)
    if preview.errors:
        return FAILED
    if any(group.dangers for group in every):
        return SECOND_APPROVAL
    return CHANGES if every or _engine_counts_more(preview) else NOTHING


def _engine_counts_more(preview: Preview) -> bool:
    """Whether the engine counts changes that its steps do not list."""
    return any(count for op, count in preview.counts.items() if op not in ("same", "read"))
