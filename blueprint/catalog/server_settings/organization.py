"""Environment variables for features, groups, limits and companies."""

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
    fix="removed from the newest pages: from 3.25, servers prefer the features show_datasets and show_orchestration",
)
GROUP_FEATURES = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__features",
    "controlPlane.server.groups.<group>.features",
    "list",
    "Features of the group's members; a user has the features of all of their groups.",
    "tenant guide, Limit Features for all Users in a Group; guide, Configuring Cross-Tenant Groups",
    fix="the guide's quotes are escaped with backslashes, which would become part of the feature names",
)
_GROUPS = "guide, Configuring Cross-Tenant Groups"
GROUP_ID = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__id",
    "controlPlane.server.groups.<group>.id",
    "text",
    "ID of the group; derived from the group's name by default. Not for built-in groups.",
    _GROUPS,
    fix="the guide requires a UUID, but its example abcd-1234-abcd-1234 is not one",
)
GROUP_NAME = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__name",
    "controlPlane.server.groups.<group>.name",
    "text",
    "Display name of the group; the group's key by default.",
    _GROUPS,
)
GROUP_ASSIGNABLE = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__assignable",
    "controlPlane.server.groups.<group>.assignable",
    "boolean",
    "Whether admins may add users to the group.",
    _GROUPS,
)
GROUP_SYSTEM = ServerSetting(
    "CLEARML__services__auth__default_groups__{group}__system",
    "controlPlane.server.groups",
    "boolean",
    "Always false for a group that is not built in.",
    _GROUPS,
)
MAX_RUNNING_APPS = ServerSetting(
    "CLEARML__services__applications__max_running_apps_per_company",
    "controlPlane.server.maxRunningApps",
    "whole",
    "Number of applications that one company may run at the same time.",
    "guide, Install ClearML Chart",
)
UNIQUE_NAMES = ServerSetting(
    "CLEARML__apiserver__company__unique_names",
    "controlPlane.server.uniqueCompanyNames",
    "boolean",
    "Whether company names must be unique.",
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
