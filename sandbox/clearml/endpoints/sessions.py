"""auth.login and auth.get_token_for_user: an identity becomes a Bearer token."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sandbox.clearml.protocol import errors, tokens
from sandbox.clearml.protocol.auth import COOKIE
from sandbox.clearml.protocol.call import Call, Identity, Json
from sandbox.clearml.protocol.endpoint import SYSTEM, Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, TextField
from sandbox.clearml.protocol.validation import Request

_COOKIE_AGE = 99_999_999_999
_LIFE = Integer(high=tokens.LONGEST_LIFE)


def login(call: Call) -> Json:
    """A token of the acting identity, also as a cookie."""
    token = _token(call, call.identity.user, call.identity.company)
    # INF: Enterprise sets the cookie unless `set_cookie` is false.
    if not call.settings.enterprise or not call.values.sent("set_cookie") or call.values.flag("set_cookie"):
        expires = format_datetime(datetime.now(UTC) + timedelta(seconds=_COOKIE_AGE), usegmt=True)
        call.cookies.append(
            f"{COOKIE}={token}; Expires={expires}; Max-Age={_COOKIE_AGE}; HttpOnly; Path=/; SameSite=Lax"
        )
    return {"token": token}


def token_for_user(call: Call) -> Json:
    """A token of any user, across companies."""
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


def _token_request(*, company_required: bool) -> Request:
    return Request(expiration_sec=_LIFE, user=TextField(required=True), company=TextField(required=company_required))


ENDPOINTS = (
    Endpoint(name="auth.login", run=login, edition="oss", request=Request(expiration_sec=_LIFE)),
    Endpoint(
        name="auth.login", run=login, edition="enterprise", request=Request(expiration_sec=_LIFE, set_cookie=Flag())
    ),
    Endpoint(
        name="auth.get_token_for_user",
        run=token_for_user,
        roles=SYSTEM,
        edition="oss",
        request=_token_request(company_required=False),
    ),
    Endpoint(
        name="auth.get_token_for_user",
        run=token_for_user,
        roles=SYSTEM,
        edition="enterprise",
        request=_token_request(company_required=True),
    ),
)
