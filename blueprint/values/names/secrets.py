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
GIT_LOGIN: Final = ("apps_git_agent_user", "apps_git_agent_pass")
"""Login of the applications' agent at a Git server. Empty unless it is set: the agent would add invented ones to the
address of every repository, public ones included, which then refuses them."""
ROOT_CREDENTIAL_KEYS: Final = (
    API_KEY,
    API_SECRET,
    "fileserver_key",
    "fileserver_secret",
    SIGNING_SECRET,
    "test_user_key",
    "test_user_secret",
    "apps_agent_key",
    "apps_agent_secret",
    *GIT_LOGIN,
)
"""Keys that charts read from `ROOT_CREDENTIALS`, most of them into a variable that the server parses as HOCON.

The last four are in the last public Enterprise templates (clearml/clearml-helm-charts before 25af4a4, 2023-04).
"""
ROOT_SECRETS: Final = {API_KEY: ACCESS_KEY, API_SECRET: SECRET_KEY, SIGNING_SECRET: TOKEN_SIGNING_SECRET}
"""Secrets of the stack that take the place of generated ones, by the key in the Kubernetes Secret."""
SERVER_SETTINGS: Final = "clearml-server-settings"
"""Secret of the secret environment settings; each key is the name of a variable, each value is HOCON."""
REGISTRY: Final = "clearml-registry"
"""Pull secret in each namespace with images of the vendor; never the chart's own name `clearml-registry-key`."""
REGISTRY_LISTED: Final = "clearml-registry-listed"
"""A copy of `REGISTRY` for charts whose pods would otherwise name one pull secret twice."""
REDIS_CREDENTIALS: Final = "clearml-redis"
"""Secret of the agents' Redis password."""
REDIS_PASSWORD_KEY: Final = "redis-password"  # noqa: S105 - the name of a key, not its value
"""Key of the password in `REDIS_CREDENTIALS`."""
