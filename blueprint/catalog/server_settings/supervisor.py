"""Owns the environment settings of the user over all tenants, and of the company that sees the usage of all.

It must not hold a value.
"""

from blueprint.catalog.server_settings.row import ServerSetting

SUPERVISOR_COMPANY = ServerSetting(
    "CLEARML__services__workers__resource_usages__supervisor_company",
    "controlPlane.server.supervisorCompany",
    "text",
    "The company that sees the resource usage of all.",
    "tenant guide, Control Plane; guide, Install ClearML Chart",
    fix="indented four blanks too deep in the guide, which makes the whole values file unreadable",
)
_SUPERVISOR = "tenant guide, Control Plane; guide, Install ClearML Chart; gone from the pages since 2025-10-27"
SUPERVISOR_ROLE = ServerSetting(
    "CLEARML__secure__credentials__supervisor__role",
    "controlPlane.server.supervisor.role",
    "text",
    "The supervisor's role.",
    _SUPERVISOR,
)
SUPERVISOR_ALLOW_LOGIN = ServerSetting(
    "CLEARML__secure__credentials__supervisor__allow_login",
    "controlPlane.server.supervisor.allowLogin",
    "boolean",
    "Whether its keys open the web UI.",
    _SUPERVISOR,
)
SUPERVISOR_USER_KEY = ServerSetting(
    "CLEARML__secure__credentials__supervisor__user_key",
    "supervisorAccessKey",
    "secret",
    "Its access key.",
    _SUPERVISOR,
    fix="in the guides' values files in clear; here from a Secret, in quotes",
)
SUPERVISOR_USER_SECRET = ServerSetting(
    "CLEARML__secure__credentials__supervisor__user_secret",
    "supervisorSecretKey",
    "secret",
    "Its secret key.",
    _SUPERVISOR,
    fix="in the guides' values files in clear; here from a Secret, in quotes",
)
SUPERVISOR_GROUPS = ServerSetting(
    "CLEARML__secure__credentials__supervisor__sec_groups",
    "controlPlane.server.supervisor.groups",
    "list",
    "Its groups.",
    _SUPERVISOR,
)
SUPERVISOR_EMAIL = ServerSetting(
    "CLEARML__secure__credentials__supervisor__email",
    "controlPlane.server.supervisor.email",
    "text",
    "Its e-mail address.",
    _SUPERVISOR,
    fix="the guide's example ends in a curly quote: an e-mail address that is not quoted stops the server",
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
