"""Errors of ClearML calls, and the table that maps the server's code and subcode to an error class.

    ClearMLError
    ├── Misconfigured              the connection settings are missing or invalid
    ├── Refused                    this program declines an operation; the message names the way to allow it
    ├── NotKept                    the server answered OK, but a read shows other values
    └── CallError                  one call failed: endpoint and trace id
        ├── NotSent                the call did not reach the server; safe to repeat (ConnectionRefused)
        ├── OutcomeUnknown         sent, but without a usable answer; read back before repeating (Throttled)
        ├── ShapeUnknown           the answer of a read lacks expected fields
        └── ApiError               the server answered with an error envelope
            ├── Unauthorized (TokenRefused), Denied (MemberDenied), ImpersonationRefused
            ├── FeatureMissing     the server does not have the endpoint (404/0)
            ├── NotFound (MemberGone: the user on whose behalf the call is made), Duplicate, NotEmpty
            └── ServerFault        5xx in an envelope; the write may have been executed

The HTTP status alone is ambiguous on this API ("not found" and "duplicate" are both 400), so the table is keyed by
(code, subcode). Message texts are not used. Source: the server's errors.conf. No error contains any part of a request.
"""

from typing import ClassVar

from providers.clearml.api.redaction import clean


class ClearMLError(Exception):
    """Base of all errors of this package. `str()` is one line that names the remedy."""


class Misconfigured(ClearMLError):
    """The connection settings are missing, invalid or contradictory."""


class Refused(ClearMLError):
    """This program declines an operation. The message names the object and the setting that allows the operation."""


class NotKept(ClearMLError):
    """The server answered a write with OK, but then reports other values."""


class CallError(ClearMLError):
    """One call failed.

    `endpoint` is a name such as `auth.create_user`; `trace` is the id sent as X-Clearml-Trx, which the server logs.
    `advice` is the remedy that ends the message.
    """

    advice: ClassVar[str] = ""

    def __init__(self, endpoint: str, trace: str, what: str) -> None:
        advice = f"; {self.advice}" if self.advice else ""
        super().__init__(f"{endpoint} {what} (trace {trace}){advice}")
        self.endpoint = endpoint
        self.trace = trace


class NotSent(CallError):
    """The connection failed (refused, DNS, TLS), so the server did not receive the call."""

    advice = "check clearml:api.host, DNS and TLS (clearml:api.caBundle), and that the API server is running"


class ConnectionRefused(NotSent):
    """Nothing listens at the server's address, as for a while during an update of the server."""


class OutcomeUnknown(CallError):
    """The call was sent and no usable answer was received: the server may or may not have executed it."""

    advice = "run `pulumi up` again: it reads the object before it repeats the call"

    def __init__(self, endpoint: str, trace: str, what: str, retry_after: float | None = None) -> None:
        super().__init__(endpoint, trace, what)
        self.retry_after = retry_after


class Throttled(OutcomeUnknown):
    """HTTP 429: too many calls. A proxy may send it after the server executed the call, so a write is read back."""


class ShapeUnknown(CallError):
    """The server answered a read with OK, but without expected fields. A repeat would not help."""

    advice = "compare the server's version with the ones in docs/api-observations.md"


class ApiError(CallError):
    """The server answered with an error envelope: HTTP `code`, ClearML `subcode`, `message` (cut and redacted)."""

    def __init__(self, endpoint: str, trace: str, code: int, subcode: int, message: str) -> None:
        self.message = clean(message)
        super().__init__(endpoint, trace, f'answered {code}/{subcode} "{self.message}"')
        self.code = code
        self.subcode = subcode


class Unauthorized(ApiError):
    """401: the credentials are wrong or revoked, or their company was deleted. Final with Basic authentication."""

    advice = "check clearml:apiAccessKey / clearml:apiSecretKey (or CLEARML_API_ACCESS_KEY / CLEARML_API_SECRET_KEY)"


class TokenRefused(Unauthorized):
    """401/30: the login token of the call expired ("Signature has expired") or is invalid. The key pair is right."""

    advice = (
        "the key pair is not the cause: run `pulumi up` again, which gets a new login token; if that does not help, "
        "compare the clocks (`date`) of this machine and of the machines of the API server"
    )


class Denied(ApiError):
    """403: the caller's role does not permit the call."""

    advice = "use the credentials of a system or root user"


class FeatureMissing(ApiError):
    """404/0: the server does not have the endpoint. It never means that an object is missing."""

    advice = "this server does not have the endpoint: it requires ClearML Enterprise, possibly a newer version"


class MemberDenied(Denied):
    """403 for a call made with a token of the tenant's admin, on a server that refuses impersonation headers."""

    advice = "the tenant's admin no longer has the role admin: restore it in ClearML (Settings > Users & Groups)"


class ImpersonationRefused(ApiError):
    """400/6: the user does not exist, or the caller may not act for users of another company."""


class NotFound(ApiError):
    """The object does not exist or belongs to another company; the server does not distinguish the two."""


class MemberGone(NotFound):
    """The user on whose behalf the call is made no longer exists. The object of the call may still exist."""


class Duplicate(ApiError):
    """400/801: another object has the unique value."""


class NotEmpty(ApiError):
    """400/702: the queue still holds tasks."""


class ServerFault(ApiError):
    """500 in an envelope: an outage or malformed input. A write may have been executed."""

    advice = "search the API server's log for the trace id"


_BY_SUBCODE: dict[tuple[int, int], type[ApiError]] = {
    (400, 6): ImpersonationRefused,
    (400, 10): NotFound,
    (400, 75): NotFound,
    (400, 300): NotFound,
    (400, 301): NotFound,
    (400, 701): NotFound,
    (400, 702): NotEmpty,
    (400, 801): Duplicate,
    (401, 30): TokenRefused,
    (404, 0): FeatureMissing,
}
_BY_CODE: dict[int, type[ApiError]] = {401: Unauthorized, 403: Denied}
_TOO_MANY_REQUESTS, _FIRST_FAULT = 429, 500


def api_error(endpoint: str, trace: str, code: int, subcode: int, message: str) -> CallError:
    """The error for an envelope: looked up by (code, subcode), then by code; otherwise ServerFault or ApiError."""
    if code == _TOO_MANY_REQUESTS:
        return Throttled(endpoint, trace, f'answered {code}/{subcode} "{clean(message)}"')
    fallback = ServerFault if code >= _FIRST_FAULT else ApiError
    kind = _BY_SUBCODE.get((code, subcode)) or _BY_CODE.get(code, fallback)
    return kind(endpoint, trace, code, subcode, message)
