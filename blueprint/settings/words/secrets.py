"""Owns the names of the stack's secrets, of the environment's overrides, and the command that stores a secret.

It must not hold or read a secret.
"""

import re
from typing import Final

from blueprint.settings.checking.places import NAMESPACE

ACCESS_KEY: Final = "apiAccessKey"
SECRET_KEY: Final = "apiSecretKey"  # noqa: S105 - the name of a key, not its value
REGISTRY_TOKEN: Final = "registryToken"  # noqa: S105 - the name of a key, not its value
BILLING_REGISTRY_TOKEN: Final = "billingRegistryToken"  # noqa: S105 - the name of a key, not its value
BILLING_KAFKA_PASSWORD: Final = "billingKafkaPassword"  # noqa: S105 - the name of a key, not its value
REDIS_PASSWORD: Final = "redisPassword"  # noqa: S105 - the name of a key, not its value
TOKEN_SIGNING_SECRET: Final = "tokenSigningSecret"  # noqa: S105 - the name of a key, not its value
SUPERVISOR_ACCESS_KEY: Final = "supervisorAccessKey"
SUPERVISOR_SECRET_KEY: Final = "supervisorSecretKey"  # noqa: S105 - the name of a key, not its value
FIXED: Final = (
    ACCESS_KEY,
    SECRET_KEY,
    REGISTRY_TOKEN,
    BILLING_REGISTRY_TOKEN,
    BILLING_KAFKA_PASSWORD,
    REDIS_PASSWORD,
    TOKEN_SIGNING_SECRET,
    SUPERVISOR_ACCESS_KEY,
    SUPERVISOR_SECRET_KEY,
)
"""Secrets of which a stack has one at most."""
_SSO_CLIENT_SECRET: Final = "ssoClientSecret-"  # noqa: S105 - the name of a key, not its value
_LOGIN_CLIENT_SECRET: Final = "loginClientSecret-"  # noqa: S105 - the name of a key, not its value
_SERVER_SECRET: Final = "serverSecret-"  # noqa: S105 - the name of a key, not its value

ENV_HOST: Final = "CLEARML_API_HOST"
ENV_CONTEXT: Final = "CLEARML_KUBE_CONTEXT"
ENV_ACCESS_KEY: Final = "CLEARML_API_ACCESS_KEY"
ENV_SECRET_KEY: Final = "CLEARML_API_SECRET_KEY"  # noqa: S105 - the name of a key, not its value


def sso_client_secret(slug: str) -> str:
    """The key of the client secret of a tenant's identity provider."""
    return f"{_SSO_CLIENT_SECRET}{slug}"


def login_client_secret(provider: str) -> str:
    """The key of the client secret of an identity provider of the whole server."""
    return f"{_LOGIN_CLIENT_SECRET}{provider}"


def server_secret(name: str) -> str:
    """The key of a secret setting of the server."""
    return f"{_SERVER_SECRET}{name}"


_ALWAYS = re.compile(r"secret|passw|passphrase|pwd|credential|private", re.IGNORECASE)
_AT_THE_END = re.compile(r"(?<!public)(?<!public[_-])(?:key|token)s?(?:[_-]?\d+)?$", re.IGNORECASE)


def sounds_secret(field: str) -> bool:
    """Whether a provider's field sounds like a secret: client_secret_2, access_token, client_key; not public_key."""
    return bool(_ALWAYS.search(field) or _AT_THE_END.search(field))


def is_secret_name(key: str) -> bool:
    """Whether the stack's key must be encrypted."""
    return key in FIXED or key.startswith((_SSO_CLIENT_SECRET, _LOGIN_CLIENT_SECRET, _SERVER_SECRET))


def secret_command(key: str, stack: str | None = None) -> str:
    """The command that stores a secret; it asks for the value, so that none is left in a shell's history."""
    return f"pulumi config set{f' --stack {stack}' if stack else ''} --secret {NAMESPACE}:{key}"
