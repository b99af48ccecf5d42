"""Owns what can be said about every secret of a stack and every variable of its environment, in words.

When a secret is needed is decided by `blueprint.stack.secret_use`; it must not decide anything.
"""

from dataclasses import dataclass
from typing import Final

from blueprint.settings.words import secrets as names


@dataclass(frozen=True)
class SecretKey:
    """One secret key of a stack."""

    key: str
    needed: str
    meaning: str


_UNQUOTED = "letters, digits, - and _ that do not read as something else"

SECRET_KEYS: Final = (
    SecretKey(
        names.ACCESS_KEY,
        "unless this stack makes the server, or the environment gives the pair",
        f"access key of a user with role system or root; where the server is made here, its root key: {_UNQUOTED}",
    ),
    SecretKey(names.SECRET_KEY, "with it", f"its secret key; {_UNQUOTED}"),
    SecretKey(
        names.REGISTRY_TOKEN,
        "with controlPlane, gpu.cdmo or workers",
        "token for the vendor's images, from the vendor; the same as for its charts",
    ),
    SecretKey(
        names.TOKEN_SIGNING_SECRET,
        "never; generated",
        f"what the server signs its tokens with; {_UNQUOTED}",
    ),
    SecretKey(
        names.SUPERVISOR_ACCESS_KEY,
        "never; generated with controlPlane.server.supervisor",
        "access key of the supervisor; both or neither",
    ),
    SecretKey(names.SUPERVISOR_SECRET_KEY, "with it", "its secret key"),
    SecretKey(
        names.login_client_secret("<provider>"),
        "with controlPlane.server.loginProviders.<provider>",
        "client secret of an identity provider of the whole server",
    ),
    SecretKey(
        names.server_secret("<name>"),
        "with each <name> in controlPlane.server.extraSecrets",
        "value of a secret setting of the server",
    ),
    SecretKey(
        names.REDIS_PASSWORD,
        "with workers, where redis.mode is external, or shared and made by another stack; generated otherwise",
        "password of the agents' Redis; with mode perTenant each has a generated one",
    ),
    SecretKey(names.BILLING_REGISTRY_TOKEN, "with billing.mode chart", "token for the billing images, from the vendor"),
    SecretKey(
        names.BILLING_KAFKA_PASSWORD,
        "with billing.mode chart",
        "password of the billing chart's Kafka; the archive's own, from the vendor",
    ),
    SecretKey(
        names.sso_client_secret("<tenant>"),
        "with login.sso.provider in the tenant's file",
        "client secret of a tenant's own identity provider",
    ),
)
"""Every secret key, families by a placeholder."""

ENVIRONMENT: Final = (
    (names.ENV_HOST, "api.host"),
    (names.ENV_CONTEXT, "cluster.context"),
    (names.ENV_ACCESS_KEY, f"{names.ACCESS_KEY}, for the connection; both of the pair or neither"),
    (names.ENV_SECRET_KEY, f"{names.SECRET_KEY}, likewise"),
)
"""Variable: what it takes the place of."""
