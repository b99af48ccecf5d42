"""Maps settings of the stack to environment variables of the apiserver.

`blueprint.values.platform.server_settings` computes their values.
"""

import re

from blueprint.catalog.server_settings import billing, extra, login, organization, supervisor
from blueprint.catalog.server_settings.row import ServerSetting

TYPED: tuple[ServerSetting, ...] = (*billing.ROWS, *login.ROWS, *organization.ROWS, *supervisor.ROWS)
"""Settings that have a typed key in the stack's configuration."""
SERVER_SETTINGS: tuple[ServerSetting, ...] = (*TYPED, *extra.ROWS)
"""All settings, including the rows for untyped keys."""


def typed_setting(path: str) -> ServerSetting | None:
    """Return the row for the path of a server setting; None if only `controlPlane.server.extra` covers it."""
    return next((row for row in TYPED if re.fullmatch(_pattern(row), path)), None)


def _pattern(row: ServerSetting) -> str:
    return re.sub(r"\\{\w+\\}", "[^.]+", re.escape(row.path))
