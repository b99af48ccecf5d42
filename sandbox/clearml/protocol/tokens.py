"""Bearer tokens: JWTs signed with HS256 whose identity is frozen at the time of issue."""

from dataclasses import asdict, dataclass
from typing import Any

import jwt

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Identity, SimulatorSite
from sandbox.clearml.protocol.clock import new_id, now

DEFAULT_LIFE = 2_592_000
LONGEST_LIFE = 31_536_000


@dataclass(frozen=True)
class BearerToken:
    """A decoded token. Tokens without a session cannot be revoked."""

    identity: Identity
    session: str | None


def issue(call: Call, identity: Identity, seconds: int | None) -> str:
    """Encode a token; role `system` gets one without an end unless `seconds` asks for it."""
    if identity.role != "system":
        seconds = seconds or DEFAULT_LIFE
    issued = now() // 1000
    claims: dict[str, Any] = {"iat": issued}
    if seconds:
        claims["exp"] = issued + seconds
    claims |= {
        "env": "<unknown>",
        "auth_type": "Bearer",
        "session_id": new_id(),
        "identity": asdict(identity),
        "api_version": call.settings.api_version,
        "server_version": call.settings.server_version,
        "server_build": "",
        "feature_set": "advanced" if call.settings.enterprise else "basic",
    }
    return jwt.encode(claims, call.store.token_secret, algorithm="HS256")


def decode(site: SimulatorSite, encoded: str) -> BearerToken:
    """Check signature and life. Raises jwt.InvalidTokenError; a revoked session is not looked at here."""
    claims = jwt.decode(encoded, site.store.token_secret, algorithms=["HS256"])
    return BearerToken(Identity(**claims["identity"]), claims.get("session_id"))


def authorize(site: SimulatorSite, encoded: str) -> BearerToken:
    """The Bearer check of every call: 401/30 for anything but a live token."""
    try:
        token = decode(site, encoded)
    except jwt.InvalidTokenError as exception:
        raise errors.INVALID_TOKEN("invalid jwt token", reason=exception) from None
    if token.session and site.store.one("SELECT 1 FROM revoked_sessions WHERE id = ?", token.session):
        raise errors.INVALID_TOKEN("revoked token")
    return token


def revoke(site: SimulatorSite, session: str) -> None:
    site.store.run("INSERT OR IGNORE INTO revoked_sessions VALUES (?)", session)
