"""The transport: the error for each kind of failure, the calls that are repeated, and redaction."""

import json
import ssl
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tenacity import RetryCallState

from providers.clearml.api import answers, errors, retry_after, transport
from providers.clearml.api.connection import Connection
from providers.clearml.api.models import ServerInfo, Wire
from providers.clearml.api.transport import ATTEMPTS, Transport
from tests.live.tenants.tls import tls_front
from tests.providers.clearml.raw_server import connection_to, raw_server
from tests.providers.clearml.world import connection
from tests.sandbox.clearml.process import Simulator

TIMEOUT = 0.75
CANARY = "canary-of-the-request"
READ, WRITE = True, False

FAULTS: dict[str, tuple[dict[str, Any], type[errors.ClearMLError], str]] = {
    "closed": ({"kind": "disconnect"}, errors.OutcomeUnknown, "got no answer"),
    "reset": ({"kind": "reset_after_write"}, errors.OutcomeUnknown, "got no answer"),
    "slow": ({"kind": "slow", "seconds": 2 * TIMEOUT}, errors.OutcomeUnknown, "got no answer (ReadTimeout)"),
    "429": ({"kind": "status", "status": 429}, errors.Throttled, "answered HTTP 429 (text/html)"),
    "502": ({"kind": "status", "status": 502}, errors.OutcomeUnknown, "answered HTTP 502 (text/html)"),
    "503": ({"kind": "status", "status": 503}, errors.OutcomeUnknown, "answered HTTP 503 (text/html)"),
    "504": ({"kind": "status", "status": 504}, errors.OutcomeUnknown, "answered HTTP 504 (text/html)"),
    "500-envelope": ({"kind": "error500"}, errors.ServerFault, "answered 500/0"),
    "expired": ({"kind": "unauthorized"}, errors.TokenRefused, "answered 401/30"),
    "web-page": ({"kind": "html200"}, errors.OutcomeUnknown, "not the web app"),
    "truncated": ({"kind": "truncated"}, errors.OutcomeUnknown, "without a ClearML envelope"),
    "null-data": ({"kind": "null_data"}, errors.OutcomeUnknown, "without data"),
}
RAW: dict[str, tuple[int, bytes, dict[str, str], type[errors.ClearMLError]]] = {
    "moved": (301, b"", {"Location": "https://elsewhere.example/"}, errors.Misconfigured),
    "found": (302, b"", {"Location": "/login"}, errors.Misconfigured),
    "web-app": (200, b"<!doctype html><title>ClearML</title>", {}, errors.OutcomeUnknown),
    "web-app-post": (405, b"<html>405 Not Allowed</html>", {}, errors.Misconfigured),
    "too-large": (413, b"<html>413 Request Entity Too Large</html>", {}, errors.Misconfigured),
    "encoding": (415, b"Content encoding is not supported", {}, errors.Misconfigured),
    "empty": (200, b"", {}, errors.OutcomeUnknown),
    "other-json": (200, b'{"status": "ok"}', {"Content-Type": "application/json"}, errors.OutcomeUnknown),
    "not-utf8": (200, b"\xff\xfe\x00", {}, errors.OutcomeUnknown),
}


@pytest.fixture
def caller(server: Simulator) -> Iterator[Transport]:
    """A transport with short time-outs; the call log is empty, and faults are cleared afterwards."""
    server.clear_calls()
    with closing(Transport(connection(server, timeout_seconds=TIMEOUT))) as opened:
        yield opened
    server.clear_faults()


@pytest.fixture
def no_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "_backoff", lambda _: 0.0)
    monkeypatch.setattr(retry_after, "REFUSED_SECONDS", 0.0)


def failure(
    caller: Transport, *, repeat: bool, endpoint: str = "server.info", answer: type[Wire] = answers.Empty
) -> errors.ClearMLError:
    """The error of one call, whose body and identity must not appear in it."""
    with pytest.raises(errors.ClearMLError) as caught:
        caller.call(answer, endpoint, {"note": CANARY}, repeat=repeat)
    return caught.value


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and its chain of causes and contexts."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def assert_clean(error: errors.ClearMLError, *secrets: str) -> None:
    """Check for one line without parts of the request, and no error of httpx or pydantic in the chain."""
    assert {type(link).__module__.partition(".")[0] for link in chain(error)} == {"providers"}
    shown = "".join(f"{link!r} {link} {vars(link)}" for link in chain(error))
    assert "\n" not in str(error)
    assert not [word for word in (CANARY, *secrets) if word in shown]


@pytest.mark.usefixtures("no_backoff")
@pytest.mark.parametrize(("fault", "kind", "words"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_its_class_and_message(
    caller: Transport, server: Simulator, fault: dict[str, Any], kind: type[errors.ClearMLError], words: str
) -> None:
    server.fault("server.info", times=ATTEMPTS, **fault)
    error = failure(caller, repeat=WRITE)
    assert type(error) is kind
    assert str(error).startswith("server.info ")
    assert words in str(error)
    assert_clean(error, server.supervisor.access_key, server.supervisor.secret_key)


@pytest.mark.usefixtures("no_backoff")
@pytest.mark.parametrize(("status", "body", "headers", "kind"), RAW.values(), ids=RAW)
def test_an_answer_of_another_program_is_reported_as_such(
    status: int, body: bytes, headers: dict[str, str], kind: type[errors.ClearMLError]
) -> None:
    with raw_server(status, body, headers) as server, closing(Transport(connection_to(server))) as caller:
        error = failure(caller, repeat=READ)
    assert type(error) is kind
    assert f"answered HTTP {status}" in str(error)
    assert "clearml:api.host" in str(error)
    assert "<html>" not in str(error)
    assert_clean(error, "throw-away")


@pytest.mark.usefixtures("no_backoff")
def test_a_server_that_is_down_gets_no_request() -> None:
    with raw_server(200) as server:
        nowhere = connection_to(server)
    with closing(Transport(nowhere)) as caller:
        error = failure(caller, repeat=WRITE)
    assert type(error) is errors.ConnectionRefused
    assert "check clearml:api.host" in str(error)
    assert_clean(error, "throw-away")


@pytest.mark.usefixtures("no_backoff")
def test_a_certificate_is_always_verified(server: Simulator, tmp_path: Path) -> None:
    with tls_front(server.url, tmp_path / "ca.pem") as url:
        values = connection(server).model_dump() | {"host": url}
        with closing(Transport(Connection.model_validate(values))) as caller:
            error = failure(caller, repeat=WRITE)
        assert type(error) is errors.NotSent
        assert "CERTIFICATE_VERIFY_FAILED" in str(error)
        assert_clean(error)
        trusting = Connection.model_validate(values | {"ca_bundle": str(tmp_path / "ca.pem")})
        with closing(Transport(trusting)) as caller:
            caller.call(ServerInfo, "server.info", {})


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_bad_ca_bundle_is_reported_by_name(server: Simulator, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(errors.Misconfigured, match=r"clearml:api\.caBundle") as caught:
        Transport(connection(server, ca_bundle=str(path)))
    assert not any(isinstance(link, ssl.SSLError | OSError) for link in chain(caught.value))


@pytest.mark.usefixtures("no_backoff")
@pytest.mark.parametrize(
    ("fault", "repeat", "calls"),
    [
        ({"kind": "status", "status": 502}, READ, ATTEMPTS),
        ({"kind": "status", "status": 502}, WRITE, 1),
        ({"kind": "error500"}, READ, ATTEMPTS),
        ({"kind": "error500"}, WRITE, 1),
        ({"kind": "disconnect"}, READ, ATTEMPTS),
        ({"kind": "reset_after_write"}, WRITE, 1),
        ({"kind": "truncated"}, WRITE, 1),
        ({"kind": "null_data"}, WRITE, 1),
        ({"kind": "unauthorized"}, READ, 1),
        ({"kind": "status", "status": 429}, READ, ATTEMPTS),
        ({"kind": "status", "status": 429}, WRITE, 1),
    ],
)
def test_which_calls_are_repeated_and_how_often(
    caller: Transport, server: Simulator, fault: dict[str, Any], repeat: bool, calls: int
) -> None:
    server.fault("server.info", times=3 * ATTEMPTS, **fault)
    failure(caller, repeat=repeat)
    assert len(server.calls("server.info")) == calls


def test_a_write_that_could_not_be_sent_is_sent_once_it_can(caller: Transport, server: Simulator) -> None:
    server.fault(kind="refuse", nth=0, seconds=0.5)
    caller.call(ServerInfo, "server.info", {}, repeat=WRITE)
    assert len(server.calls("server.info")) == 1


def test_refused_connections_are_waited_out_with_one_line_for_all_calls(
    caller: Transport, server: Simulator, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(transport, "_backoff", lambda _: 0.05)
    server.fault(kind="refuse", nth=0, seconds=1.0)
    time.sleep(0.2)
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(caller.call, ServerInfo, "server.info", {}, repeat=repeat) for repeat in (READ, WRITE) * 2]
        for call in calls:
            call.result()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{server.url}: connection refused: waiting up to 60 s")


@pytest.mark.usefixtures("no_backoff")
def test_a_failure_after_refused_connections_is_repeated_as_usual(
    caller: Transport, server: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_backoff", lambda _: 0.05)
    monkeypatch.setattr(retry_after, "REFUSED_SECONDS", 20.0)
    server.fault(kind="refuse", nth=0, seconds=0.8)
    server.fault("server.info", kind="status", status=503, times=ATTEMPTS - 1)
    time.sleep(0.2)
    caller.call(ServerInfo, "server.info", {}, repeat=READ)
    assert len(server.calls("server.info")) == ATTEMPTS


def test_a_caller_that_waits_itself_gets_a_refused_connection_at_once() -> None:
    with raw_server(200) as server:
        nowhere = connection_to(server)
    with closing(Transport(nowhere, attempts=1)) as caller:
        assert type(failure(caller, repeat=READ)) is errors.ConnectionRefused


def test_an_expired_token_is_no_fault_of_the_key_pair() -> None:
    error = errors.api_error("queues.create", "trace", 401, 30, "Unauthorized (invalid token) (Signature has expired)")
    assert isinstance(error, errors.Unauthorized)
    assert "clocks" in str(error)
    assert "apiAccessKey" not in str(error)
    assert "apiAccessKey" in str(errors.api_error("queues.create", "trace", 401, 22, "Unauthorized"))


@pytest.mark.usefixtures("no_backoff")
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_and_bounded(
    caller: Transport, server: Simulator, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for asked, least, most in ((1, 1.0, 5.0), (3600, 0.2, 5.0)):
        server.fault("server.info", kind="status", status=status, retry_after=asked)
        started = time.monotonic()
        caller.call(ServerInfo, "server.info", {}, repeat=READ)
        assert least <= time.monotonic() - started < most
        monkeypatch.setattr(transport, "MAX_RETRY_AFTER", 0.2)


def test_without_retry_after_the_pauses_grow(caller: Transport, server: Simulator, monkeypatch: Any) -> None:
    attempts: list[int] = []

    def pause(state: RetryCallState) -> float:
        attempts.append(state.attempt_number)
        return 0.0

    monkeypatch.setattr(transport, "_backoff", pause)
    server.fault("server.info", kind="status", status=502, times=2)
    caller.call(ServerInfo, "server.info", {}, repeat=READ)
    assert attempts == [1, 2]


def test_the_trace_in_the_message_is_the_one_in_the_servers_log(caller: Transport, server: Simulator) -> None:
    error = failure(caller, repeat=WRITE, endpoint="queues.get_by_id")
    (call,) = server.calls("queues.get_by_id")
    assert isinstance(error, errors.ApiError)
    assert f"(trace {call['trx']})" in str(error)
    assert error.trace == call["trx"]


@pytest.mark.usefixtures("no_backoff")
def test_an_echo_of_the_request_reveals_no_secret() -> None:
    def echo(asked: bytes) -> bytes:
        meta = {"result_code": 400, "result_subcode": 12, "result_msg": f"Validation error ({asked.decode()})"}
        return json.dumps({"meta": meta, "data": {}}).encode()

    body = {"configuration": {"client_secret": CANARY, "realm": "acme"}}
    with (
        raw_server(400, echo) as server,
        closing(Transport(connection_to(server))) as caller,
        pytest.raises(errors.ApiError) as caught,
    ):
        caller.call(answers.Empty, "sso.save_provider_configuration", body)
    assert "acme" in str(caught.value)
    assert_clean(caught.value)


@pytest.mark.usefixtures("no_backoff")
def test_a_minted_secret_in_an_answer_of_unknown_shape_is_not_shown() -> None:
    answer = {"meta": {"result_code": 200}, "data": {"credentials": {"secret_key": CANARY, "access_key": [CANARY]}}}
    with raw_server(200, json.dumps(answer).encode()) as server, closing(Transport(connection_to(server))) as caller:
        error = failure(caller, repeat=WRITE, answer=answers.Minted)
    assert "credentials.access_key" in str(error)
    assert_clean(error)


def test_forty_threads_share_one_client(server: Simulator) -> None:
    with closing(Transport(connection(server, parallel_calls=8))) as caller, ThreadPoolExecutor(40) as pool:
        server.clear_calls()
        calls = [pool.submit(caller.call, ServerInfo, "server.info", {}) for _ in range(200)]
        versions = {call.result().api_version for call in calls}
    assert versions == {"2.37"}
    # On a busy machine a call may have been repeated, with a new id.
    assert len({call["trx"] for call in server.calls("server.info")}) >= 200


def test_a_cookie_is_never_sent_back() -> None:
    answer, cookie = b'{"meta": {"result_code": 200}, "data": {}}', {"Set-Cookie": "clearml_token_basic=x; Path=/"}
    with raw_server(200, answer, cookie) as server, closing(Transport(connection_to(server))) as caller:
        for _ in range(2):
            caller.call(answers.Empty, "auth.login", {})
        assert [headers.get("Cookie") for headers in server.seen] == [None, None]


@pytest.mark.parametrize(("impersonate", "act_as"), [("a", "b"), ("", None), (None, "")])
def test_identities_exclude_each_other_and_are_never_empty(
    caller: Transport, impersonate: str | None, act_as: str | None
) -> None:
    with pytest.raises(ValueError, match=r"user id|exclude"):
        caller.call(ServerInfo, "server.info", {}, impersonate=impersonate, act_as=act_as)
