"""The server's error catalogue (errors.conf) and the composition of its messages.

`KIND(extra, field=value)` makes `Text (extra): field=value`.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class SimulatedError(Exception):
    """An answer other than 200: HTTP status, subcode and message."""

    def __init__(self, code: int, subcode: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.subcode = subcode
        self.message = message


@dataclass(frozen=True)
class Kind:
    """One row of the catalogue."""

    code: int
    subcode: int
    text: str

    def __call__(self, extra: str | None = None, /, **fields: object) -> SimulatedError:
        message = self.text
        if extra:
            message += f" ({extra})"
        if fields:
            message += ": " + ", ".join(f"{name}={_shown(value)}" for name, value in fields.items())
        return SimulatedError(self.code, self.subcode, message)


def _shown(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "(" + ", ".join(str(item) for item in value) + ")"
    return str(value)


BAD_VERSION = Kind(400, 2, "Request path has invalid version")
INVALID_HEADERS = Kind(400, 5, "Invalid headers")
IMPERSONATION = Kind(400, 6, "Impersonation error")
INVALID_ID = Kind(400, 10, "Invalid object id")
MISSING_FIELDS = Kind(400, 11, "Missing required fields")
VALIDATION = Kind(400, 12, "Validation error")
NOT_FOR_ROLE = Kind(400, 13, "Fields not allowed for role")
LOOKUP = Kind(400, 14, "Lookup error")
FIELD_VALUE = Kind(400, 16, "Invalid value for fields")
BAD_REGEX = Kind(400, 21, "Malformed regular expression")
BAD_EMAIL = Kind(400, 22, "Malformed email address")
BAD_DOMAIN = Kind(400, 23, "Malformed domain name")
TOO_MANY_CREDENTIALS = Kind(400, 50, "Maximum number of credentials reached")
NOT_NOW = Kind(400, 51, "Operation is not possible now")
NOT_WHITELISTED = Kind(400, 67, "Email is not whitelisted")
ACCESS_KEY_NOT_FOUND = Kind(400, 75, "Access key not found")
LAST_SSO = Kind(400, 86, "Cannot deactivate the last SSO configuration")
INVALID_USER = Kind(400, 300, "Invalid user")
INVALID_USER_ID = Kind(400, 301, "Invalid user id")
INVALID_QUEUE_ID = Kind(400, 701, "Invalid queue id")
QUEUE_NOT_EMPTY = Kind(400, 702, "Queue is not empty")
NO_DEFAULT_QUEUE = Kind(400, 707, "No queue is tagged as the default queue for this company")
SEVERAL_DEFAULT_QUEUES = Kind(400, 708, "More than one queue is tagged as the default queue for this company")
DATA_VALIDATION = Kind(400, 800, "Data validation error")
NOT_UNIQUE = Kind(400, 801, "Value combination already exists (unique field already contains this value)")

BAD_SCHEME = Kind(401, 10, "Unauthorized (bad authentication header type)")
NO_CREDENTIALS = Kind(401, 20, "Unauthorized (missing credentials)")
MALFORMED_CREDENTIALS = Kind(401, 21, "Unauthorized (malformed credentials)")
INVALID_CREDENTIALS = Kind(401, 22, "Unauthorized (invalid credentials)")
INVALID_TOKEN = Kind(401, 30, "Invalid token")

ROLE_NOT_ALLOWED = Kind(403, 20, "Forbidden (not allowed for role)")

GENERAL = Kind(500, 0, "General server error")
INTERNAL = Kind(500, 1, "Internal server error")

MALFORMED_BODY = "The browser (or proxy) sent a request that this server could not understand."


def bad_path(path: str) -> SimulatedError:
    """400/0 for a path that is not `/[vX.Y/]service.action`."""
    return SimulatedError(400, 0, f"Invalid request path {path}")


def no_endpoint(name: str, version: str) -> SimulatedError:
    """404/0 for an endpoint that this server does not have in that version."""
    return SimulatedError(404, 0, f"Unable to find endpoint for name {name} and version {version}")


def crash(exception: Exception) -> SimulatedError:
    """500/0 with the text of an exception that no handler caught."""
    return SimulatedError(500, 0, str(exception))
