"""ApiReady waits until a server answers and accepts the key, logs its progress, and fails with one helpful line."""

import socket
from collections.abc import Callable, Iterator
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest

from providers.clearml import ready
from providers.clearml.api.client import Client
from providers.clearml.api.connection import Connection
from providers.clearml.ready import ApiReadyProvider, NotReady
from tests.providers.clearml.raw_server import connection_to, raw_server
from tests.providers.clearml.world import bind, connection, outs
from tests.sandbox.clearml.process import KeyPair, Simulator, new_pair, simulator

WHAT = "release clearml/clearml-enterprise"
WANTED: dict[str, Any] = {"what": WHAT, "revision": "1", "deadline_seconds": 20, "namespace": "clearml"}
Bind = Callable[[Connection], ApiReadyProvider]


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all waiting times to tenths of seconds."""
    for name, seconds in {"POLL_SECONDS": 0.1, "PROGRESS_SECONDS": 0.5, "GRACE_SECONDS": 1.0}.items():
        monkeypatch.setattr(ready, name, seconds)


@pytest.fixture
def bound() -> Iterator[Bind]:
    """Return a function that makes providers, and close their clients."""
    clients: list[Client] = []

    def make(to: Connection) -> ApiReadyProvider:
        clients.append(Client(to))
        return bind(ApiReadyProvider, clients[-1])

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def provider(server: Simulator, bound: Bind) -> Iterator[ApiReadyProvider]:
    server.clear_calls()
    yield bound(connection(server))
    server.clear_faults()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refusal(provider: ApiReadyProvider, **changes: Any) -> str:
    with pytest.raises(NotReady) as caught:
        provider.create(WANTED | changes)
    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{WHAT}: http://127.0.0.1:")
    return line


def test_a_server_that_answers_is_ready_at_once(provider: ApiReadyProvider, server: Simulator) -> None:
    made = provider.create(WANTED)
    assert made.id == "ready"
    info = server.call("server.info")
    assert outs(made) == WANTED | {"server_version": info["version"], "api_version": info["api_version"]}
    assert provider.diff(made.id, outs(made), WANTED).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_ping_carries_no_key(provider: ApiReadyProvider, server: Simulator) -> None:
    provider.create(WANTED)
    callers = {call["endpoint"]: call["caller"] for call in server.calls()}
    assert callers["debug.ping"] is None
    assert callers["system.get_companies"] == "__supervisor__"


def test_a_server_that_starts_late_is_waited_for(bound: Bind, capsys: pytest.CaptureFixture[str]) -> None:
    port, pair = free_port(), new_pair("root")
    to = connection_of(f"http://127.0.0.1:{port}", pair)

    def start() -> None:
        sleep(1.5)
        with simulator(port=port, root=pair):
            done.wait()

    done = Event()
    late = Thread(target=start)
    late.start()
    try:
        made = bound(to).create(WANTED)
    finally:
        done.set()
        late.join()
    assert outs(made)["server_version"]
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith(f"{WHAT}: waiting for http://127.0.0.1:{port}: debug.ping could not be sent: ")
    assert lines[0].endswith("Connection refused (1 s of 20 s)")
    assert 1 <= len(lines) <= 8


def connection_of(url: str, pair: KeyPair) -> Connection:
    values = {"host": url, "access_key": pair.access_key, "secret_key": pair.secret_key, "timeout_seconds": 5}
    return Connection.model_validate(values)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 502},
        {"kind": "status", "status": 404},
        {"kind": "html200"},
        {"kind": "error500"},
        {"kind": "disconnect"},
        {"kind": "null_data"},
    ],
    ids=lambda fault: "-".join(map(str, fault.values())),
)
def test_answers_of_a_starting_server_are_waited_out(
    provider: ApiReadyProvider, server: Simulator, fault: dict[str, Any]
) -> None:
    server.fault("debug.ping", times=2, **fault)
    server.fault("system.get_companies", times=2, **fault)
    provider.create(WANTED)
    asked = [call["endpoint"] for call in server.calls()]
    assert (asked.count("debug.ping"), asked.count("system.get_companies"), asked.count("server.info")) == (5, 3, 1)


def test_a_key_that_becomes_valid_soon_is_no_failure(provider: ApiReadyProvider, server: Simulator) -> None:
    server.fault("system.get_companies", kind="unauthorized", times=3)
    provider.create(WANTED)


def test_being_up_and_down_again_starts_the_grace_anew(provider: ApiReadyProvider, server: Simulator) -> None:
    server.fault("system.get_companies", kind="unauthorized", times=7)
    server.fault("system.get_companies", kind="status", status=502, nth=8)
    server.fault("system.get_companies", kind="unauthorized", nth=9, times=7)
    provider.create(WANTED)
    assert len(server.calls("system.get_companies")) == 16


def test_a_wrong_key_ends_the_waiting_after_the_grace(bound: Bind, server: Simulator) -> None:
    pair = new_pair("wrong")
    line = refusal(bound(connection_of(server.url, pair)))
    assert "for 1 s: system.get_companies answered 401/" in line
    assert "check clearml:apiAccessKey / clearml:apiSecretKey" in line
    assert pair.secret_key not in line


def test_a_valid_key_without_rights_is_refused(bound: Bind, server: Simulator) -> None:
    company = server.call("system.create_company", {"name": "Hooli ready"})["id"]
    admin = {"name": "Gavin", "company": company, "email": "gavin@hooli.example", "role": "admin"}
    user = server.call("auth.create_user", admin)["id"]
    made = server.call("auth.create_credentials", X_Clearml_Impersonate_As=user)["credentials"]
    line = refusal(bound(connection_of(server.url, KeyPair(made["access_key"], made["secret_key"]))))
    assert "system.get_companies answered 403/" in line
    assert line.endswith("system or root user")


def test_a_server_of_another_edition_is_reported(bound: Bind) -> None:
    with simulator(profile="oss") as other:
        line = refusal(bound(connection(other)))
    assert "for 1 s: system.get_companies answered 404/0" in line
    assert "requires ClearML Enterprise" in line


def test_the_deadline_error_quotes_the_last_answer_and_names_the_logs(bound: Bind) -> None:
    with raw_server(502) as server:
        line = refusal(bound(connection_to(server)), deadline_seconds=0.5)
    assert "was not ready in 0 s: debug.ping answered HTTP 502 (text/html) without a ClearML envelope; " in line
    assert "kubectl -n clearml get pods" in line
    assert "trace" not in line


def test_a_short_deadline_wins_over_the_grace(bound: Bind, server: Simulator) -> None:
    line = refusal(bound(connection_of(server.url, new_pair("wrong"))), deadline_seconds=0.4, namespace=None)
    assert "was not ready in 0 s: system.get_companies answered 401/" in line
    assert "check clearml:apiAccessKey" in line
    assert "kubectl --all-namespaces get pods" in line


def test_another_revision_is_waited_for_in_place(provider: ApiReadyProvider, server: Simulator) -> None:
    made = provider.create(WANTED)
    wanted = WANTED | {"revision": "2"}
    change = provider.diff(made.id, outs(made), wanted)
    assert (change.changes, change.replaces) == (True, [])
    server.clear_calls()
    server.fault("debug.ping", kind="status", status=503, times=2)
    assert outs(provider.update(made.id, outs(made), wanted)) == outs(made) | {"revision": "2"}
    assert len(server.calls("debug.ping")) == 3


def test_another_deadline_makes_no_call(provider: ApiReadyProvider, server: Simulator) -> None:
    made = provider.create(WANTED)
    server.clear_calls()
    after = outs(provider.update(made.id, outs(made), WANTED | {"deadline_seconds": 30}))
    assert after == outs(made) | {"deadline_seconds": 30}
    provider.read(made.id, after)
    provider.delete(made.id, after)
    assert server.calls() == []


def test_bad_inputs_are_reported_by_property() -> None:
    failures = ApiReadyProvider().check({}, {"what": "", "deadline_seconds": 0}).failures
    assert {failure.property for failure in failures} == {"what", "deadline_seconds"}
