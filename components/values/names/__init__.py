"""Derived names, the one source of each: whoever needs a name takes it from here."""

from components.values.names.helm import fullname
from components.values.names.labels import (
    CDMO_NODE,
    MANAGED_BY,
    NAMESPACE_NAME,
    ROLE,
    SECRETS_CHECKSUM,
    TASK_POD,
    TENANT,
    Role,
    role_labels,
)
from components.values.names.secrets import (
    API_KEY,
    API_SECRET,
    REDIS_CREDENTIALS,
    REDIS_PASSWORD_KEY,
    REGISTRY,
    ROOT_CREDENTIAL_KEYS,
    ROOT_CREDENTIALS,
    SERVER_SETTINGS,
    SIGNING_SECRET,
)
from components.values.names.server import PORTS, ServerNames, ServerPart
from components.values.names.stores import KAFKA_PORT, REDIS_PORT, BillingNames, RedisNames

__all__ = [
    "API_KEY",
    "API_SECRET",
    "CDMO_NODE",
    "KAFKA_PORT",
    "MANAGED_BY",
    "NAMESPACE_NAME",
    "PORTS",
    "REDIS_CREDENTIALS",
    "REDIS_PASSWORD_KEY",
    "REDIS_PORT",
    "REGISTRY",
    "ROLE",
    "ROOT_CREDENTIALS",
    "ROOT_CREDENTIAL_KEYS",
    "SECRETS_CHECKSUM",
    "SERVER_SETTINGS",
    "SIGNING_SECRET",
    "TASK_POD",
    "TENANT",
    "BillingNames",
    "RedisNames",
    "Role",
    "ServerNames",
    "ServerPart",
    "fullname",
    "role_labels",
]
