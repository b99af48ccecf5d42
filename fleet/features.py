"""Implements the command `features`: tables of effective features per tenant and role, or reasons for one feature.

The rules are in `blueprint.features`.
"""

import json

from rich.table import Table
from rich.text import Text

from blueprint.catalog.features import FEATURES
from blueprint.features.effective import EffectiveFeatures, exported, feature_names, features_of
from blueprint.features.sources import ROLE_GROUPS, USERS
from blueprint.settings.checking.explain import nearest
from blueprint.settings.checking.problems import Problem, SettingsError, shown
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.features import expected_feature
from blueprint.stack.settings import StackSettings

UNKNOWN = (
    "This stack's settings do not show the server's features and groups. The tables contain only the features that "
    "tenants' own settings enable."
)
UNDECIDED = "? marks features that no setting decides: the server's default applies."
MARKS = {True: "yes", False: "-", None: "?"}


def feature_tables(settings: StackSettings, tenant: str | None, version: str | None) -> tuple[Table, ...]:
    """Return one table per tenant: feature, company, each role, each further group. Raises SettingsError."""
    names = sorted(feature_names(settings))
    return tuple(_table(features_of(settings, each, version), names) for each in _chosen(settings, tenant))


def as_json(settings: StackSettings, tenant: str | None) -> str:
    """Return the features of each tenant, in the form of the stack's output. Raises SettingsError."""
    return json.dumps({each.slug: exported(settings, each) for each in _chosen(settings, tenant)}, indent=2)


def reasons(settings: StackSettings, tenant: str | None, version: str | None, feature: str) -> tuple[str, ...]:
    """Return the meaning of the feature, then one line per tenant and role on why. Raises SettingsError."""
    if feature not in feature_names(settings):
        expected = expected_feature(feature, frozenset(settings.extra_features))
        raise SettingsError(Problem("--why", "", shown(feature, ""), expected))
    chosen = [features_of(settings, each, version) for each in _chosen(settings, tenant)]
    return (_meaning(feature), *(features.why(feature, role) for features in chosen for role in ROLE_GROUPS))


def notes(settings: StackSettings) -> tuple[str, ...]:
    """Return the notes that belong to the tables."""
    every = [features_of(settings, tenant) for tenant in settings.tenants]
    if any(features.sources.server is None for features in every):
        return (UNKNOWN,)
    return () if all(features.server_known for features in every) else (UNDECIDED,)


def _chosen(settings: StackSettings, tenant: str | None) -> tuple[TenantSettings, ...]:
    chosen = tuple(each for each in settings.tenants if tenant in (None, each.slug))
    if tenant is not None and not chosen:
        expected = nearest(tenant, [each.slug for each in settings.tenants])
        raise SettingsError(Problem("TENANT", "", shown(tenant, ""), expected))
    return chosen


def _table(features: EffectiveFeatures, names: list[str]) -> Table:
    table = Table(title=features.sources.slug, title_justify="left", box=None, padding=(0, 2, 0, 0), pad_edge=False)
    sources = features.sources
    columns = {**ROLE_GROUPS, **{group: (USERS, group) for group in features.groups}}
    for column in ("feature", "company", *columns):
        table.add_column(column, no_wrap=True)
    for name in names:
        states = (sources.company_has(name), *(sources.members_have(name, groups) for groups in columns.values()))
        table.add_row(*(Text(cell) for cell in (name, *(MARKS[state] for state in states))))
    return table


def _meaning(name: str) -> str:
    return f"{name}: {FEATURES[name].meaning}" if name in FEATURES else f"{name}: listed in clearml:extraFeatures."
