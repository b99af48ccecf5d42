"""Authentication by Basic key pair, Bearer token or session cookie. Texts and order are the open server's (RUN)."""

import base64
import binascii

from starlette.requests import cookie_parser

from sandbox.clearml.protocol import errors, tokens
from sandbox.clearml.protocol.call import Call, HttpRequest, Identity
from sandbox.clearml.protocol.clock import now
from sandbox.clearml.protocol.fingerprint import fingerprint

COOKIE = "clearml_token_basic"


def authenticate(call: Call, *, required: bool) -> None:
    """Set `call.caller`. On an endpoint without authentication, bad credentials count as none."""
    header = authorization(call.request)
    if not header:
        if required:
            raise errors.NO_CREDENTIALS()
        return
    try:
        _authorize(call, header)
    except errors.SimulatedError:
        if required:
            raise


def authorization(request: HttpRequest) -> str | None:
    """The Authorization header, or else the login cookie in the form of one. A header wins even if it is wrong."""
    header = request.header("authorization")
    if header is not None:
        return header
    cookie = _cookie(request)
    return f"Bearer {cookie}" if cookie else None


def _cookie(request: HttpRequest) -> str | None:
    return cookie_parser(request.header("cookie") or "").get(COOKIE)


def _authorize(call: Call, header: str) -> None:
    scheme, _, data = header.partition(" ")
    if scheme == "Bearer":
        call.caller = tokens.authorize(call.site, data)
    elif scheme == "Basic":
        call.caller = _key_pair(call, data)
    else:
        raise errors.BAD_SCHEME()


def _key_pair(call: Call, data: str) -> Identity:
    try:
        access_key, _, secret_key = base64.b64decode(data.encode()).decode("latin-1").partition(":")
    except binascii.Error as exception:
        raise errors.MALFORMED_CREDENTIALS(str(exception)) from None
    row = call.store.one(
        """SELECT c.secret_hash, c.expires, u.id, u.company, u.role, u.name, k.name AS company_name, k.active
           FROM credentials c JOIN auth_users u ON u.id = c.user LEFT JOIN companies k ON k.id = u.company
           WHERE c.access_key = ?""",
        access_key,
    )
    expired = row is not None and row["expires"] is not None and row["expires"] <= now()
    if row is None or row["secret_hash"] != fingerprint(secret_key) or expired:
        raise errors.INVALID_CREDENTIALS("failed to locate provided credentials")
    call.store.run(
        "UPDATE credentials SET last_used = ?, last_used_from = ? WHERE access_key = ?", now(), call.worker, access_key
    )
    # INF: a soft-deleted company is treated like a missing one, so its key pairs stop at once.
    if not row["active"]:
        raise errors.INVALID_CREDENTIALS("invalid user company")
    return Identity(
        user=row["id"],
        company=row["company"],
        role=row["role"],
        user_name=row["name"],
        company_name=row["company_name"],
    )
