"""Owns the environment settings of features, groups, limits and companies.

It must not hold a value.
"""

from blueprint.catalog.server_settings.row import ServerSetting

FEATURE = ServerSetting(
    "CLEARML__services__organization__features__{feature}",
    "controlPlane.server.features",
    "boolean",
    "A feature that the whole server has.",
    "tenant guide, Control Plane; guide, Setting Server-Level or Tenant-level Features",
)
UI_FEATURE = ServerSetting(
    "CLEARML__services__auth__ui_features_per_role__{role}__{feature}",
    "controlPlane.server.uiFeatures.<role>.<feature>",
    "boolean",
    "Whether the UI shows the feature to users of the role.",
    "tenant guide, Control Plane; guide, Install ClearML Chart",
    fix="no longer in the newest pages: servers from 3.25 prefer the features show_datasets and show_orchestration",
)
GROUP_FEATURES = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__features",
    "controlPlane.server.groups.<group>.features",
    "list",
    "Features of the group's members; a user has the union over all their groups.",
    "tenant guide, Limit Features for all Users in a Group; guide, Configuring Cross-Tenant Groups",
    fix="quotes that came out with backslashes in the guide would make names that no feature has",
)
_GROUPS = "guide, Configuring Cross-Tenant Groups"
GROUP_ID = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__id",
    "controlPlane.server.groups.<group>.id",
    "text",
    "The group's id; derived from its name unless given. Not for built-in groups.",
    _GROUPS,
    fix="the guide's example abcd-1234-abcd-1234 is no UUID, which it says an id must be",
)
GROUP_NAME = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__name",
    "controlPlane.server.groups.<group>.name",
    "text",
    "The group's display name; its key unless given.",
    _GROUPS,
)
GROUP_ASSIGNABLE = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__assignable",
    "controlPlane.server.groups.<group>.assignable",
    "boolean",
    "Whether admins may put users into it.",
    _GROUPS,
)
GROUP_SYSTEM = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__system",
    "controlPlane.server.groups",
    "boolean",
    "Always false for a group of one's own.",
    _GROUPS,
)
MAX_RUNNING_APPS = ServerSetting(
    "CLEARML__services__applications__max_running_apps_per_company",
    "controlPlane.server.maxRunningApps",
    "whole",
    "Applications that one company may run at the same time.",
    "guide, Install ClearML Chart",
)
UNIQUE_NAMES = ServerSetting(
    "CLEARML__apiserver__company__unique_names",
    "controlPlane.server.uniqueCompanyNames",
    "boolean",
    "Whether two companies may not have the same name.",
    "tenant guide, Control Plane; guide, Install ClearML Chart",
)

ROWS = (
    FEATURE,
    UI_FEATURE,
    GROUP_FEATURES,
    GROUP_ID,
    GROUP_NAME,
    GROUP_ASSIGNABLE,
    GROUP_SYSTEM,
    MAX_RUNNING_APPS,
    UNIQUE_NAMES,
)
