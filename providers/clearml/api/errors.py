"""Every way in which a ClearML call can fail, decided once, by code and subcode.

    ClearMLError
    ├── Misconfigured              the connection settings cannot work
    ├── Refused                    we decline to do it; says how to allow it
    ├── NotKept                    the server said OK, but reading back shows something else
    └── CallError                  one call went wrong: endpoint and trace id
        ├── NotSent                nothing reached the server; repeating is safe
        ├── OutcomeUnknown         sent, but no usable answer; read back before repeating
        ├── ShapeUnknown           a read was answered in a shape that we do not know
        └── ApiError               the server answered with an error envelope
            ├── Unauthorized, Denied (MemberDenied), ImpersonationRefused
            ├── FeatureMissing     this server has no such endpoint (404/0)
            ├── NotFound (MemberGone: the user for whom we act), Duplicate, NotEmpty
            └── ServerFault        5xx in an envelope; the write may have happened

HTTP status says little on this API ("not found" and "duplicate" are both 400), so the table below is keyed by
(code, subcode). It never looks at message text. Source: the server's errors.conf.
This module knows neither httpx nor Pulumi, and no error carries anything of the request.
"""

from typing import ClassVar

from providers.clearml.api.redaction import clean


class ClearMLError(Exception):
    """Root of all errors of this package; `str()` is one line that an operator can act on."""


class Misconfigured(ClearMLError):
    """The connection settings are missing or contradict each other."""


class Refused(ClearMLError):
    """We decline to touch something; the message names the object and the setting that would allow it."""


class NotKept(ClearMLError):
    """The server answered OK and then reported something else on reading back."""


class CallError(ClearMLError):
    """One call failed.

    Attributes: `endpoint` such as `auth.create_user`; `trace` is the id sent as X-Clearml-Trx, which the server logs.
    """

    advice: ClassVar[str] = ""

    def __init__(self, endpoint: str, trace: str, what: str) -> None:
        advice = f"; {self.advice}" if self.advice else ""
        super().__init__(f"{endpoint} {what} (trace {trace}){advice}")
        self.endpoint = endpoint
        self.trace = trace


class NotSent(CallError):
    """No connection: refused, DNS, TLS. The server has not seen the call."""

    advice = "check clearml:api.host, DNS, TLS (clearml:api.caBundle) and that the API server is up"


class OutcomeUnknown(CallError):
    """The call was sent and no usable answer came back: it may or may not have happened."""

    advice = "run `pulumi up` again: it looks before it repeats"

    def __init__(self, endpoint: str, trace: str, what: str, retry_after: float | None = None) -> None:
        super().__init__(endpoint, trace, what)
        self.retry_after = retry_after


class Throttled(OutcomeUnknown):
    """HTTP 429: a proxy turned the call away before the server saw it, so even a write may be repeated."""


class ShapeUnknown(CallError):
    """A read was answered OK in a shape that we do not know; asking again will not help."""

    advice = "this server's version answers differently: see docs/api-observations.md"


class ApiError(CallError):
    """The server answered with an error envelope: HTTP `code`, ClearML `subcode` and its `message` (cut, redacted)."""

    def __init__(self, endpoint: str, trace: str, code: int, subcode: int, message: str) -> None:
        self.message = clean(message)
        super().__init__(endpoint, trace, f'answered {code}/{subcode} "{self.message}"')
        self.code = code
        self.subcode = subcode


class Unauthorized(ApiError):
    """401: the key pair is wrong, revoked, or its company is gone. Final on Basic authentication."""

    advice = "check clearml:apiAccessKey / clearml:apiSecretKey (or CLEARML_API_ACCESS_KEY / CLEARML_API_SECRET_KEY)"


class Denied(ApiError):
    """403: the caller's role may not do this."""

    advice = "use the key of a system or root user"


class FeatureMissing(ApiError):
    """404/0: this server has no such endpoint. It never means that an object is missing."""

    advice = "this server lacks the feature: it needs ClearML Enterprise, perhaps a newer version"


class MemberDenied(Denied):
    """403 for a call made with a token of the tenant's admin, because headers are refused."""

    advice = "the tenant's admin has lost the role admin: give it back in ClearML (Settings > Users & Groups)"


class ImpersonationRefused(ApiError):
    """400/6: the user is unknown, or the caller may not act for users of another company."""


class NotFound(ApiError):
    """The object does not exist, or belongs to another company (the server does not tell which)."""


class MemberGone(NotFound):
    """The user for whom we act does not exist any more; what it would have shown or removed may well exist."""


class Duplicate(ApiError):
    """400/801: a unique value is taken."""


class NotEmpty(ApiError):
    """400/702: the queue still holds tasks."""


class ServerFault(ApiError):
    """500 in an envelope. An outage as often as malformed input; a write may have happened."""

    advice = "see the API server's log for the trace id"


_BY_SUBCODE: dict[tuple[int, int], type[ApiError]] = {
    (400, 6): ImpersonationRefused,
    (400, 10): NotFound,
    (400, 75): NotFound,
    (400, 300): NotFound,
    (400, 301): NotFound,
    (400, 701): NotFound,
    (400, 702): NotEmpty,
    (400, 801): Duplicate,
    (404, 0): FeatureMissing,
}
_BY_CODE: dict[int, type[ApiError]] = {401: Unauthorized, 403: Denied}
_TOO_MANY_REQUESTS, _FIRST_FAULT = 429, 500


def api_error(endpoint: str, trace: str, code: int, subcode: int, message: str) -> CallError:
    """The error class for an envelope, by (code, subcode), then by code, else plain ApiError."""
    if code == _TOO_MANY_REQUESTS:
        return Throttled(endpoint, trace, f'answered {code}/{subcode} "{clean(message)}"')
    fallback = ServerFault if code >= _FIRST_FAULT else ApiError
    kind = _BY_SUBCODE.get((code, subcode)) or _BY_CODE.get(code, fallback)
    return kind(endpoint, trace, code, subcode, message)
