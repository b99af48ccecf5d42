"""What a change of the files means beyond resources: effective features and the GPU ledger, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from blueprint.features.effective import feature_names, features_of
from blueprint.features.sources import ROLE_GROUPS
from blueprint.plan.ledger.ledger import LedgerLine, gpus_text
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from fleet.stack.base import StackIsNew, base_folder
from fleet.stack.config import short_name
from fleet.stack.settings import read_settings

States = Mapping[tuple[str, str], bool | None]
"""Whether a role has a feature, by feature and role; None if only the server knows."""
WORDS = {True: "has", False: "lacks", None: "may have, by the server's default,"}


@dataclass(frozen=True)
class CardChange:
    """GPUs of one card in one cluster. `available` is None if the settings do not list them."""

    name: str
    """Card, and the cluster unless it is the platform's own."""
    available: int | None
    before: float
    """GPUs that tenants together may use at once."""
    after: float

    def __str__(self) -> str:
        there = "number of GPUs not listed" if self.available is None else f"{self.available} there"
        return f"{self.name}: {there}, sold {gpus_text(self.before)} -> {gpus_text(self.after)}"


@dataclass(frozen=True)
class SettingsChange:
    """What two versions of the files mean: sentences on features by tenant, and every card of the ledger."""

    features: Mapping[str, tuple[str, ...]]
    cards: tuple[CardChange, ...]


def settings_change(base: str, stack: str, root: Path = Path()) -> SettingsChange:
    """Compare the files before a change with those of now. Raises SettingsError and BaseUnavailable."""
    after, _ = read_settings(stack, root)
    try:
        with base_folder(base, short_name(stack), root) as folder:
            before, _ = read_settings(stack, folder)
    except StackIsNew:
        return SettingsChange({}, cards((), after.ledger))
    return SettingsChange(compare(before, after), cards(before.ledger, after.ledger))


def cards(before: Iterable[LedgerLine], after: Iterable[LedgerLine]) -> tuple[CardChange, ...]:
    """Return every card of either ledger."""
    old, new = ({(line.cluster, line.card): line for line in each} for each in (before, after))
    return tuple(
        CardChange(
            f"{card}{'' if cluster is None else f' in cluster {cluster}'}",
            (new.get((cluster, card)) or old[cluster, card]).available,
            _total(old.get((cluster, card))),
            _total(new.get((cluster, card))),
        )
        for cluster, card in dict.fromkeys((*new, *old))
    )


def _total(line: LedgerLine | None) -> float:
    return 0 if line is None else line.total


def compare(before: StackSettings, after: StackSettings) -> Mapping[str, tuple[str, ...]]:
    """Return, per tenant with changes, a sentence for each feature that a role gains or loses."""
    old, new = _effective(before), _effective(after)
    found = {slug: tuple(_sentences(old.get(slug, {}), new[slug])) for slug in new if slug in old}
    return {slug: sentences for slug, sentences in found.items() if sentences}


def _effective(settings: StackSettings) -> Mapping[str, States]:
    names = sorted(feature_names(settings))
    return {tenant.slug: dict(_states(settings, tenant, names)) for tenant in settings.tenants}


def _states(
    settings: StackSettings, tenant: TenantSettings, names: list[str]
) -> Iterator[tuple[tuple[str, str], bool | None]]:
    sources = features_of(settings, tenant).sources
    for role, groups in ROLE_GROUPS.items():
        yield from (((name, role), sources.members_have(name, groups)) for name in names)


def _sentences(old: Mapping[tuple[str, str], bool | None], new: Mapping[tuple[str, str], bool | None]) -> Iterator[str]:
    for (feature, role), state in new.items():
        if old.get((feature, role)) is not state:
            yield f"role {role} now {WORDS[state]} {feature}"
