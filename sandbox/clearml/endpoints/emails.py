"""E-mail syntax as the server's database layer (mongoengine 0.29.1) checks it."""

import re

from sandbox.clearml.protocol import errors

_USER = re.compile(
    r"(^[-!#$%&'*+/=?^_`{}|~0-9A-Z]+(\.[-!#$%&'*+/=?^_`{}|~0-9A-Z]+)*\Z"
    r'|^"([\001-\010\013\014\016-\037!#-\[\]-\177]|\\[\001-\011\013\014\016-\177])*"\Z)',
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"((?:[A-Z0-9](?:[A-Z0-9-]{0,61}[A-Z0-9])?\.)+)(?:[A-Z0-9-]{2,63}(?<!-))\Z", re.IGNORECASE)


def fault(email: str) -> str | None:
    """The server's reason to refuse this address, or None."""
    text = f"Invalid email address: {email}"
    user, at, domain = email.rpartition("@")
    if not at or not _USER.match(user):
        return text
    if _DOMAIN.match(domain):
        return None
    try:
        encoded = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return f"{text} (domain failed IDN encoding)"
    return None if _DOMAIN.match(encoded) else f"{text} (domain validation failed)"


def require(email: str) -> None:
    """Raise 400/800 as the database layer does."""
    problem = fault(email)
    if problem:
        raise errors.DATA_VALIDATION(email=problem)


def is_domain(name: str) -> bool:
    """Whether the name could stand after the @ of an address."""
    return bool(_DOMAIN.fullmatch(name))
