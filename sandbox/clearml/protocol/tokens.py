"""Bearer tokens: JWTs signed with HS256 whose identity is frozen at the time of issue."""

from dataclasses import asdict
from typing import Any

import jwt

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Identity, SimulatorSite
from sandbox.clearml.protocol.clock import new_id, now

DEFAULT_LIFE = 2_592_000
LONGEST_LIFE = 31_536_000


def issue(call: Call, identity: Identity, seconds: int | None) -> str:
    """Encode a token that expires after `seconds`, by default 30 days; by default that of role `system` never does."""
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


def authorize(site: SimulatorSite, encoded: str) -> Identity:
    """Return the identity in a token. Raises 401/30 for any token that is malformed, foreign or expired."""
    try:
        claims = jwt.decode(encoded, site.store.token_secret, algorithms=["HS256"])
        return Identity(**claims["identity"])
    except jwt.InvalidTokenError as exception:
        raise errors.INVALID_TOKEN("invalid jwt token", reason=exception) from None
