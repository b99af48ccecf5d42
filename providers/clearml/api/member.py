"""Makes calls on behalf of a tenant's user: by header if the server allows it, otherwise with a token of the user.

The open server allows impersonation across companies by header only for role `root`. Role `system`, which the vendor's
guides configure, gets 400/6, but can get a token for any user (auth.get_token_for_user). Whether an Enterprise server
allows it for `system` is not documented, so after the first refusal the process uses tokens.
"""

from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from providers.clearml.api.answers import TokenAnswer
from providers.clearml.api.errors import Denied, ImpersonationRefused, MemberDenied, MemberGone, NotFound, Unauthorized
from providers.clearml.api.models import Wire
from providers.clearml.api.transport import Bearer, Transport

W = TypeVar("W", bound=Wire)

TOKEN_SECONDS = 3600


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

    def impersonate(
        self, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool = True
    ) -> W:
        """Call with the member's identity and role."""
        if not self._headers_refused:
            try:
                return self._transport.call(answer, endpoint, body, repeat=repeat, impersonate=member.user)
            except ImpersonationRefused:
                self._token(member)  # raises MemberGone if the refusal means that the user does not exist
                self._headers_refused = True
        return self._with_token(member, answer, endpoint, body, repeat=repeat)

    def act_as(self, member: Member, answer: type[W], endpoint: str, body: dict[str, Any], *, repeat: bool = True) -> W:
        """Call in the member's company with the caller's own role (with a token: the member's role)."""
        if not self._headers_refused:
            try:
                return self._transport.call(answer, endpoint, body, repeat=repeat, act_as=member.user)
            except ImpersonationRefused:
                self._token(member)
                self._headers_refused = True
        return self._with_token(member, answer, endpoint, body, repeat=repeat)

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
