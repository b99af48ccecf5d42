"""Makes calls on behalf of a tenant's user: by header if the server allows it, otherwise with a token of the user.

The open server allows impersonation across companies by header only for role `root`. Role `system`, which the vendor's
guides configure, gets 400/6, but can get a token for any user (auth.get_token_for_user). Whether an Enterprise server
allows it for `system` is not documented, so after the first refusal the process uses tokens.

A gateway that drops the header would make every call one of the caller itself, in the caller's own company. Before the
first call for a member, the server must therefore answer as that member (ADR 0017).
"""

from threading import Lock
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from providers.clearml.api.answers import TokenAnswer, WhoAmI
from providers.clearml.api.errors import (
    Denied,
    ImpersonationRefused,
    MemberDenied,
    MemberGone,
    NotFound,
    Refused,
    Unauthorized,
)
from providers.clearml.api.models import CurrentUser, Wire
from providers.clearml.api.once import Once
from providers.clearml.api.transport import Bearer, Transport

W = TypeVar("W", bound=Wire)
Way = Literal["impersonate", "act_as"]

TOKEN_SECONDS = 3600
HEADERS: dict[Way, str] = {"impersonate": "X-Clearml-Impersonate-As", "act_as": "X-Clearml-Act-As"}
WHO_AM_I = "users.get_current_user"


class Member(BaseModel):
    """A user and its company: two ids of 32 hex digits, never empty."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    user: str = Field(min_length=1)
    company: str = Field(min_length=1)


class Delegate:
    """Calls endpoints as a Member. Thread-safe. Keeps one token per member after the server has refused headers."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._tokens: dict[Member, str] = {}
        self._lock = Lock()
        self._headers_refused = False
        self._verified: Once[tuple[Member, Way | None]] = Once()

    def impersonate(
        self, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool = True
    ) -> W:
        """Call with the member's identity and role. Raises Refused if the server does not answer as the member."""
        return self._call("impersonate", member, answer, endpoint, body, repeat=repeat)

    def act_as(self, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool = True) -> W:
        """Call in the member's company with the caller's own role (with a token: the member's role)."""
        return self._call("act_as", member, answer, endpoint, body, repeat=repeat)

    def current_user(self, member: Member) -> CurrentUser:
        """The user as the server knows it. Its company can be another one than the member's; the id cannot."""
        if not self._headers_refused:
            try:
                return self._user_by_header(member, "impersonate")
            except ImpersonationRefused:
                self._use_tokens(member)
        return self._user_by_token(member)

    def _call(
        self, way: Way, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool
    ) -> W:
        if not self._headers_refused:
            try:
                self._verified.run((member, way), lambda: _require(self._user_by_header(member, way), member))
                return self._with_header(way, member, answer, endpoint, body, repeat=repeat)
            except ImpersonationRefused:
                self._use_tokens(member)
        self._verified.run((member, None), lambda: _require(self._user_by_token(member), member))
        return self._with_token(member, answer, endpoint, body, repeat=repeat)

    def _use_tokens(self, member: Member) -> None:
        """Use tokens from now on. Raises MemberGone if the refusal means that the user does not exist."""
        self._token(member)
        self._headers_refused = True

    def _user_by_header(self, member: Member, way: Way) -> CurrentUser:
        try:
            user = self._with_header(way, member, WhoAmI, WHO_AM_I, {}, repeat=True).user
        except NotFound:  # the answer also to a built-in user, which the caller is if the header got lost
            self._user_by_token(member)
            raise _header_lost(way, member, "the caller itself") from None
        if user.id != member.user:
            raise _header_lost(way, member, f"user {user.id} of company {user.company}")
        return user

    def _user_by_token(self, member: Member) -> CurrentUser:
        return self._with_token(member, WhoAmI, WHO_AM_I, {}).user

    def _with_header(
        self, way: Way, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool
    ) -> W:
        if way == "impersonate":
            return self._transport.call(answer, endpoint, body, repeat=repeat, impersonate=member.user)
        return self._transport.call(answer, endpoint, body, repeat=repeat, act_as=member.user)

    def _with_token(
        self, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool = True
    ) -> W:
        try:
            return self._transport.call(answer, endpoint, body, repeat=repeat, auth=Bearer(self._token(member)))
        except Denied as error:
            raise MemberDenied(error.endpoint, error.trace, error.code, error.subcode, error.message) from None
        except Unauthorized:
            self._forget(member)
            return self._transport.call(answer, endpoint, body, repeat=repeat, auth=Bearer(self._token(member)))

    def _token(self, member: Member) -> str:
        with self._lock:
            cached = self._tokens.get(member)
        if cached is not None:
            return cached
        body = {"user": member.user, "company": member.company, "expiration_sec": TOKEN_SECONDS}
        try:
            token = self._transport.call(TokenAnswer, "auth.get_token_for_user", body, repeat=True).token
        except NotFound as error:
            raise MemberGone(error.endpoint, error.trace, error.code, error.subcode, error.message) from None
        with self._lock:
            return self._tokens.setdefault(member, token)

    def _forget(self, member: Member) -> None:
        with self._lock:
            self._tokens.pop(member, None)


def _require(user: CurrentUser, member: Member) -> None:
    if (user.id, user.company) != (member.user, member.company):
        raise Refused(
            f"for user {member.user} of company {member.company} the server answers as user {user.id} of company "
            f"{user.company}, so nothing was written; if the user has moved to that company, run `pulumi up --refresh`"
        )


def _header_lost(way: Way, member: Member, answered_as: str) -> Refused:
    return Refused(
        f"for user {member.user} of company {member.company} the server answers as {answered_as}, so nothing was "
        f"written: a proxy in front of the API drops the header {HEADERS[way]}; let it pass {HEADERS['impersonate']} "
        f"and {HEADERS['act_as']}"
    )
