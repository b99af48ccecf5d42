"""auth.login, logout and the token calls: turning an identity into a Bearer token."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import jwt

from sandbox.clearml.protocol import errors, tokens
from sandbox.clearml.protocol.auth import COOKIE
from sandbox.clearml.protocol.call import Call, Identity, Json
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, TextField
from sandbox.clearml.protocol.validation import Request

_COOKIE_AGE = 99_999_999_999
_LIFE = Integer("expiration_sec", high=tokens.LONGEST_LIFE)


def login(call: Call) -> Json:
    token = _token(call, call.identity.user, call.identity.company)
    # INF: Enterprise sets the cookie unless `set_cookie` says no.
    if not call.settings.enterprise or not call.values.sent("set_cookie") or call.values.flag("set_cookie"):
        expires = format_datetime(datetime.now(UTC) + timedelta(seconds=_COOKIE_AGE), usegmt=True)
        call.cookies.append(
            f"{COOKIE}={token}; Expires={expires}; Max-Age={_COOKIE_AGE}; HttpOnly; Path=/; SameSite=Lax"
        )
    return {"token": token}


def logout(call: Call) -> None:
    if call.session:
        tokens.revoke(call.site, call.session)
    past = "Thu, 01 Jan 1970 00:00:00 GMT"
    call.cookies.append(f"{COOKIE}=; Expires={past}; Max-Age=0; HttpOnly; Path=/; SameSite=Lax")


def token_for_user(call: Call) -> Json:
    return {"token": _token(call, call.values.text("user"), call.values.maybe("company"))}


def _token(call: Call, user: str, company: str | None) -> str:
    query = {"id": user} | ({"company": company} if company else {})
    row = call.store.one(
        """SELECT u.company, u.role, u.name, k.name AS company_name, k.active
           FROM auth_users u LEFT JOIN companies k ON k.id = u.company WHERE u.id = ?""",
        user,
    )
    if row is None or (company and row["company"] != company):
        raise errors.INVALID_USER_ID(**query)
    if not row["active"]:
        raise errors.INVALID_ID("invalid company associated with user", company=None)
    identity = Identity(
        user=user, company=row["company"], role=row["role"], user_name=row["name"], company_name=row["company_name"]
    )
    return tokens.issue(call, identity, call.values.number("expiration_sec"))


def validate(call: Call) -> Json:
    """Always 200. Revocation is not looked at here (SRC)."""
    try:
        token = tokens.decode(call.site, call.values.text("token"))
    except jwt.InvalidTokenError as exception:
        return {"msg": str(exception), "valid": False}
    return {"company": token.identity.company, "user": token.identity.user, "valid": True}


def fixed_users_mode(_call: Call) -> Json:
    return {"enabled": False, "guest": {"enabled": False}, "server_errors": {}}


ENDPOINTS = (
    Endpoint(name="auth.login", run=login, edition="oss", request=Request(_LIFE)),
    Endpoint(name="auth.login", run=login, edition="enterprise", request=Request(_LIFE, Flag("set_cookie"))),
    Endpoint(name="auth.logout", run=logout, version="2.2"),
    Endpoint(
        name="auth.get_token_for_user",
        run=token_for_user,
        roles=SYSTEM,
        edition="oss",
        request=Request(_LIFE, TextField("user", required=True), TextField("company")),
    ),
    Endpoint(
        name="auth.get_token_for_user",
        run=token_for_user,
        roles=SYSTEM,
        edition="enterprise",
        request=Request(_LIFE, TextField("user", required=True), TextField("company", required=True)),
    ),
    Endpoint(
        name="auth.validate_token", run=validate, roles=SYSTEM, request=Request(TextField("token", required=True))
    ),
    Endpoint(name="auth.fixed_users_mode", run=fixed_users_mode, authorize=False),
)
