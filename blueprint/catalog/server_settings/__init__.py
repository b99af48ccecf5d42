"""Owns which environment setting of the apiserver each setting of the stack becomes, as data.

Look-up only: values are made in `blueprint.values.platform.server_settings`.
"""

import re

from blueprint.catalog.server_settings import billing, extra, login, organization, supervisor
from blueprint.catalog.server_settings.row import ServerSetting

TYPED: tuple[ServerSetting, ...] = (*billing.ROWS, *login.ROWS, *organization.ROWS, *supervisor.ROWS)
"""Settings that have a place of their own in the stack's configuration."""
SERVER_SETTINGS: tuple[ServerSetting, ...] = (*TYPED, *extra.ROWS)
"""All of them."""


def typed_setting(path: str) -> ServerSetting | None:
    """The row that writes a server setting's path; None where only `controlPlane.server.extra` can."""
    return next((row for row in TYPED if re.fullmatch(_pattern(row), path)), None)


def _pattern(row: ServerSetting) -> str:
    return re.sub(r"\\{\w+\\}", "[^.]+", re.escape(row.path))
