"""What a change of the files means beyond resources: effective features, before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from blueprint.features.effective import feature_names, features_of
from blueprint.features.sources import ROLE_GROUPS
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings
from fleet.review.base import base_folder
from fleet.stack_settings import read_settings

States = Mapping[tuple[str, str], bool | None]
"""Whether a role has a feature, by feature and role; None if only the server knows."""
STATES = {True: "has", False: "lacks", None: "may have, by the server's default,"}


def settings_changes(base: str, stack: str, root: Path = Path()) -> Mapping[str, tuple[str, ...]]:
    """Return sentences by tenant. Raises SettingsError and BaseUnavailable."""
    after, _ = read_settings(stack, root)
    with base_folder(base, stack, root) as folder:
        before, _ = read_settings(stack, folder)
    return compare(before, after)


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
            yield f"role {role} now {STATES[state]} {feature}"
