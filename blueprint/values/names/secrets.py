"""Names of the Kubernetes Secrets of the platform, and of their keys."""

from typing import Final

from blueprint.settings.secrets import ACCESS_KEY, SECRET_KEY, TOKEN_SIGNING_SECRET

ROOT_CREDENTIALS: Final = "clearml-root-credentials"
"""Secret for `clearml.existingSecret`; never the chart's own name `clearml-conf`, which Helm would claim."""
API_KEY: Final = "apiserver_key"
API_SECRET: Final = "apiserver_secret"  # noqa: S105 - the name of a key, not its value
"""The root user's access key and secret key."""
SIGNING_SECRET: Final = "secure_auth_token_secret"  # noqa: S105 - the name of a key, not its value
"""The secret with which the server signs login tokens."""
ROOT_CREDENTIAL_KEYS: Final = (
    API_KEY,
    API_SECRET,
    "fileserver_key",
    "fileserver_secret",
    SIGNING_SECRET,
    "test_user_key",
    "test_user_secret",
)
"""Keys that the chart reads from `ROOT_CREDENTIALS`, each into a variable that the server parses as HOCON."""
ROOT_SECRETS: Final = {API_KEY: ACCESS_KEY, API_SECRET: SECRET_KEY, SIGNING_SECRET: TOKEN_SIGNING_SECRET}
"""Secrets of the stack that take the place of generated ones, by the key in the Kubernetes Secret."""
SERVER_SETTINGS: Final = "clearml-server-settings"
"""Secret of the secret environment settings; each key is the name of a variable, each value is HOCON."""
REGISTRY: Final = "clearml-registry"
"""Pull secret in each namespace with images of the vendor; never the chart's own name `clearml-registry-key`."""
REDIS_CREDENTIALS: Final = "clearml-redis"
"""Secret of the agents' Redis password."""
REDIS_PASSWORD_KEY: Final = "redis-password"  # noqa: S105 - the name of a key, not its value
"""Key of the password in `REDIS_CREDENTIALS`."""
