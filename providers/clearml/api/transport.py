"""Sends HTTP calls to ClearML, parses the envelope and repeats calls that can safely be repeated.

Reads and idempotent writes (`repeat=True`) are retried on any transient failure. Other writes are retried only if the
server cannot have received them; otherwise OutcomeUnknown is raised, and the caller must read the object back. Refused
connections are waited out for a minute. No httpx exception leaves this module.
"""

import ssl
import uuid
from collections.abc import Generator
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from providers.clearml.api.clock import ServerClock
from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import (
    ClearMLError,
    ConnectionRefused,
    Misconfigured,
    NotSent,
    OutcomeUnknown,
    ServerFault,
    ShapeUnknown,
    Throttled,
    api_error,
)
from providers.clearml.api.models import Envelope, Wire
from providers.clearml.api.redaction import clean
from providers.clearml.api.retry_after import Patience, RefusalNotice, seconds, was_refused

W = TypeVar("W", bound=Wire)

ATTEMPTS = 5
MAX_RETRY_AFTER = 60.0
"""Maximum wait in seconds; a longer Retry-After is cut to it."""

_NOT_RECEIVED = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
_SAFE_FOR_ANY_WRITE: tuple[type[ClearMLError], ...] = (NotSent,)
_SAFE_WHEN_REPEATABLE: tuple[type[ClearMLError], ...] = (NotSent, OutcomeUnknown, ServerFault)
_backoff = wait_random_exponential(multiplier=0.4, max=5)


Basic = httpx.BasicAuth
"""Key pair authentication: `Basic(access_key, secret_key)`."""
Anonymous = httpx.Auth
"""No authentication: `Anonymous()`."""


class Bearer(httpx.Auth):
    """Token authentication."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add the Authorization header. httpx calls this for each request."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


class Transport:
    """A pooled, thread-safe connection to one API server as one caller (Basic authentication)."""

    def __init__(self, connection: Connection, attempts: int = ATTEMPTS) -> None:
        limit = connection.parallel_calls
        self.clock = ServerClock()
        self._attempts = attempts
        self._refusal = RefusalNotice(connection.host)
        self._auth = Basic(connection.access_key.get_secret_value(), connection.secret_key.get_secret_value())
        self._http = httpx.Client(
            base_url=connection.host,
            verify=_tls(connection),
            trust_env=not connection.on_loopback,
            timeout=httpx.Timeout(connection.timeout_seconds, connect=min(10.0, connection.timeout_seconds)),
            limits=httpx.Limits(max_connections=limit, max_keepalive_connections=limit),
            headers={"User-Agent": "clearml-platform", "X-Clearml-Client": "clearml-platform"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        )

    def close(self) -> None:
        """Close all pooled connections."""
        self._http.close()

    def call(
        self,
        answer: type[W],
        endpoint: str,
        body: dict[str, Any],
        *,
        repeat: bool = False,
        impersonate: str | None = None,
        act_as: str | None = None,
        auth: httpx.Auth | None = None,
    ) -> W:
        """Call `endpoint` and return its `data` as an `answer`.

        `repeat` marks a call that can safely be made twice. `impersonate` is a user id whose identity and role the call
        takes; `act_as` takes the identity, but keeps the caller's role. At most one of them is set, and never to an
        empty id, which the server would treat as the caller. `auth` replaces the caller's credentials. Raises
        CallError, or Misconfigured if the host is not an API server.
        """
        trace = uuid.uuid4().hex
        headers = {"X-Clearml-Trx": trace} | _identity(impersonate, act_as)
        retrying = Retrying(
            retry=retry_if_exception_type(_SAFE_WHEN_REPEATABLE if repeat else _SAFE_FOR_ANY_WRITE),
            stop=Patience(self._attempts, self._refusal),
            wait=_wait,
            reraise=True,
        )
        unreadable = ShapeUnknown if repeat else OutcomeUnknown
        return retrying(
            lambda: _answer(answer, unreadable, endpoint, trace, self._send(endpoint, trace, body, headers, auth))
        )

    def _send(
        self, endpoint: str, trace: str, body: dict[str, Any], headers: dict[str, str], auth: httpx.Auth | None
    ) -> httpx.Response:
        failure: ClearMLError
        try:
            response = self._http.post(endpoint, json=body, headers=headers, auth=auth or self._auth)
        except _NOT_RECEIVED as error:
            kind = ConnectionRefused if was_refused(error) else NotSent
            failure = kind(endpoint, trace, f"could not be sent: {clean(str(error))}")
        except httpx.HTTPError as error:
            failure = OutcomeUnknown(endpoint, trace, f"got no answer ({type(error).__name__})")
        else:
            self.clock.note(response.headers.get("date"))
            return response
        raise failure  # raised outside `except`, so that the httpx error and its request are not in the error's context


def _identity(impersonate: str | None, act_as: str | None) -> dict[str, str]:
    if impersonate is not None and act_as is not None:
        raise ValueError("impersonate and act_as exclude each other")
    if impersonate == "" or act_as == "":
        raise ValueError("an empty user id would act as the caller")
    if impersonate is not None:
        return {"X-Clearml-Impersonate-As": impersonate}
    return {"X-Clearml-Act-As": act_as} if act_as is not None else {}


def _tls(connection: Connection) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=connection.ca_bundle)
    except OSError as error:
        reason = error.strerror or clean(str(error))
    message = f"clearml:api.caBundle {connection.ca_bundle} cannot be used: {reason}"
    raise Misconfigured(f"{message}; set it to a readable PEM file of CA certificates")


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    retry_after = error.retry_after if isinstance(error, OutcomeUnknown) else None
    return _backoff(state) if retry_after is None else min(retry_after, MAX_RETRY_AFTER)


def _answer(
    answer: type[W],
    unreadable: type[ShapeUnknown | OutcomeUnknown],
    endpoint: str,
    trace: str,
    response: httpx.Response,
) -> W:
    envelope = _envelope(response)
    if envelope is None:
        raise _no_envelope(endpoint, trace, response)
    meta = envelope.meta
    if meta.result_code != httpx.codes.OK:
        raise api_error(endpoint, trace, meta.result_code, meta.result_subcode, meta.result_msg)
    if envelope.data is None:
        raise OutcomeUnknown(endpoint, trace, "answered OK without data")
    try:
        return answer.model_validate(envelope.data)
    except ValidationError as error:
        faults = error.errors(include_input=False)
    fields = ", ".join(".".join(map(str, fault["loc"])) or "data" for fault in faults)
    raise unreadable(endpoint, trace, f"answered OK with missing or unexpected fields ({fields})")


def _envelope(response: httpx.Response) -> Envelope | None:
    try:
        return Envelope.model_validate_json(response.content)
    except ValidationError:
        return None


def _no_envelope(endpoint: str, trace: str, response: httpx.Response) -> ClearMLError:
    """The error for an answer of a proxy, a web app or a broken connection. The message never contains its body."""
    status = response.status_code
    content = response.headers.get("content-type", "no content type").split(";")[0]
    failure = f"answered HTTP {status} ({content}) without a ClearML envelope"
    after = seconds(response.headers.get("retry-after"))
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Throttled(endpoint, trace, failure, after)
    if status >= httpx.codes.INTERNAL_SERVER_ERROR:
        return OutcomeUnknown(endpoint, trace, failure, after)
    hint = (
        "check that clearml:api.host is the API server (https://api.…), not the web app (https://app.…) or a redirect"
    )
    if status == httpx.codes.OK:
        return OutcomeUnknown(endpoint, trace, f"{failure}: {hint}")
    return Misconfigured(f"{endpoint} {failure} (trace {trace}): {hint}")
