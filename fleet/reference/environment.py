"""Names the environment variables that take the place of a stack's settings, for the settings page."""

from typing import Final

from blueprint.settings.secrets import ACCESS_KEY, SECRET_KEY
from blueprint.settings.words import secrets as names

ENVIRONMENT: Final = (
    (names.ENV_HOST, "api.host"),
    (names.ENV_CONTEXT, "cluster.context"),
    (names.ENV_ACCESS_KEY, f"{ACCESS_KEY.key}, for the connection; only together with {names.ENV_SECRET_KEY}"),
    (names.ENV_SECRET_KEY, f"{SECRET_KEY.key}, for the connection; only together with {names.ENV_ACCESS_KEY}"),
)
"""Variable: what it takes the place of."""
