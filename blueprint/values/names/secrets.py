"""Owns the names of the Kubernetes Secrets that we make, and of their keys. It must not hold a secret."""

from typing import Final

ROOT_CREDENTIALS: Final = "clearml-root-credentials"
"""Secret for `clearml.existingSecret`; never the chart's own name `clearml-conf`, which Helm would claim."""
API_KEY: Final = "apiserver_key"
API_SECRET: Final = "apiserver_secret"  # noqa: S105 - the name of a key, not its value
"""The root user's access key and secret key."""
SIGNING_SECRET: Final = "secure_auth_token_secret"  # noqa: S105 - the name of a key, not its value
"""What login tokens are signed with."""
ROOT_CREDENTIAL_KEYS: Final = (
    API_KEY,
    API_SECRET,
    "fileserver_key",
    "fileserver_secret",
    SIGNING_SECRET,
    "test_user_key",
    "test_user_secret",
)
"""Keys that the chart reads from it, each into a variable that the server parses: letters and digits only."""
SERVER_SETTINGS: Final = "clearml-server-settings"
"""Secret of the secret environment settings; each key is its variable's name, each value is HOCON."""
REGISTRY: Final = "clearml-registry"
"""Pull secret in each namespace with images of the vendor; never the chart's own name `clearml-registry-key`."""
REDIS_CREDENTIALS: Final = "clearml-redis"
"""Secret of the shared Redis' password."""
REDIS_PASSWORD_KEY: Final = "redis-password"  # noqa: S105 - the name of a key, not its value
"""Its key."""
