"""Environment variables for the supervisor user, and for the company that sees the usage of all tenants."""

from blueprint.catalog.server_settings.row import ServerSetting

SUPERVISOR_COMPANY = ServerSetting(
    "CLEARML__services__workers__resource_usages__supervisor_company",
    "controlPlane.server.supervisorCompany",
    "text",
    "ID of the company that sees the resource usage of all companies.",
    "tenant guide, Control Plane; guide, Install ClearML Chart",
    fix="indented four spaces too deep in the guide, which makes the whole values file unreadable",
)
_SUPERVISOR = "tenant guide, Control Plane; guide, Install ClearML Chart; gone from the pages since 2025-10-27"
SUPERVISOR_ROLE = ServerSetting(
    "CLEARML__secure__credentials__supervisor__role",
    "controlPlane.server.supervisor.role",
    "text",
    "Role of the supervisor.",
    _SUPERVISOR,
)
SUPERVISOR_ALLOW_LOGIN = ServerSetting(
    "CLEARML__secure__credentials__supervisor__allow_login",
    "controlPlane.server.supervisor.allowLogin",
    "boolean",
    "Whether the supervisor can sign in to the web UI with the key pair.",
    _SUPERVISOR,
)
SUPERVISOR_USER_KEY = ServerSetting(
    "CLEARML__secure__credentials__supervisor__user_key",
    "supervisorAccessKey",
    "secret",
    "Access key of the supervisor.",
    _SUPERVISOR,
    fix="plain text in the guides' values files; here it comes from a Secret and is quoted",
)
SUPERVISOR_USER_SECRET = ServerSetting(
    "CLEARML__secure__credentials__supervisor__user_secret",
    "supervisorSecretKey",
    "secret",
    "Secret key of the supervisor.",
    _SUPERVISOR,
    fix="plain text in the guides' values files; here it comes from a Secret and is quoted",
)
SUPERVISOR_GROUPS = ServerSetting(
    "CLEARML__secure__credentials__supervisor__sec_groups",
    "controlPlane.server.supervisor.groups",
    "list",
    "Groups of the supervisor.",
    _SUPERVISOR,
)
SUPERVISOR_EMAIL = ServerSetting(
    "CLEARML__secure__credentials__supervisor__email",
    "controlPlane.server.supervisor.email",
    "text",
    "E-mail address of the supervisor.",
    _SUPERVISOR,
    fix="the guide's example ends in a curly quote; an unquoted e-mail address stops the server",
)

ROWS = (
    SUPERVISOR_COMPANY,
    SUPERVISOR_ROLE,
    SUPERVISOR_ALLOW_LOGIN,
    SUPERVISOR_USER_KEY,
    SUPERVISOR_USER_SECRET,
    SUPERVISOR_GROUPS,
    SUPERVISOR_EMAIL,
)
