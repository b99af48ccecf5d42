"""Arranges the differences of two stacks by platform, defaults of tenants, tenants and secrets."""

from collections.abc import Iterator
from dataclasses import dataclass

from fleet.diff.difference import SettingDifference, differences
from fleet.diff.side import Side

PLATFORM, DEFAULTS, TENANTS, SECRETS = "platform", "defaults of tenants", "tenants", "secrets"


@dataclass(frozen=True)
class DiffSection:
    """The differences in one part of the settings; `tenant` is a slug for those of one tenant."""

    title: str
    differences: tuple[SettingDifference, ...]
    tenant: str | None = None


def sections(first: Side, second: Side) -> tuple[DiffSection, ...]:
    """Return the parts that differ, in the order in which they are read."""
    common = [slug for slug in first.tenants if slug in second.tenants]
    every = (
        DiffSection(PLATFORM, tuple(differences(first.platform, second.platform))),
        DiffSection(DEFAULTS, tuple(differences(first.defaults, second.defaults, whole=False))),
        DiffSection(TENANTS, tuple(_presence(_names(first), _names(second)))),
        *(
            DiffSection(f"tenant {slug}", tuple(differences(first.tenants[slug], second.tenants[slug])), slug)
            for slug in common
        ),
        DiffSection(
            SECRETS, tuple(_presence(dict.fromkeys(first.secrets, "set"), dict.fromkeys(second.secrets, "set")))
        ),
    )
    return tuple(section for section in every if section.differences)


def notes(first: Side, second: Side) -> Iterator[str]:
    """Yield what the differences do not show about secrets."""
    if common := len(first.secrets & second.secrets):
        secrets = "1 secret is" if common == 1 else f"{common} secrets are"
        yield f"{secrets} set in both stacks; values are encrypted and not compared."
    if first.stack != second.stack and first.salt is not None and first.salt == second.salt:
        yield f"{first.stack} and {second.stack} have the same passphrase: who can preview one can read both."


def _names(side: Side) -> dict[str, str]:
    return {slug: str(tenant["name"]) for slug, tenant in side.tenants.items()}


def _presence(first: dict[str, str], second: dict[str, str]) -> Iterator[SettingDifference]:
    for key in sorted({*first, *second}):
        if (key in first) != (key in second):
            yield SettingDifference(key, first.get(key), second.get(key))
