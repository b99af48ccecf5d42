"""Every fault as a client sees it, and the state that it leaves on the server."""

import json
import socket
import ssl
import time
from collections.abc import Iterator

import httpx
import pytest

from tests.sandbox.clearml.asking import COMPANIES, unique
from tests.sandbox.clearml.process import Simulator, simulator

TLS = ssl.create_default_context()


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulator]:
    with simulator(companies=COMPANIES) as running:
        yield running


@pytest.fixture(autouse=True)
def no_leftovers(sim: Simulator) -> Iterator[None]:
    yield
    sim.clear_faults()


def create(sim: Simulator, name: str, timeout: float = 30) -> httpx.Response:
    """Create a queue on a new connection; the shared TLS context spares loading certificates each time."""
    url = f"{sim.url}/queues.create"
    return httpx.post(url, json={"name": name}, headers=sim.root.header, timeout=timeout, verify=TLS)


def exists(sim: Simulator, name: str) -> bool:
    return name in [queue["name"] for queue in sim.state()["queues"]]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_status_answers_like_an_ingress(sim: Simulator, status: int) -> None:
    name = unique("status")
    sim.fault("queues.create", kind="status", status=status, retry_after=7)
    answer = create(sim, name)
    assert (answer.status_code, answer.headers["Retry-After"]) == (status, "7")
    assert answer.headers["Content-Type"] == "text/html"
    assert "<center>nginx</center>" in answer.text
    assert not exists(sim, name)
    assert create(sim, name).status_code == 200


def test_status_after_the_write(sim: Simulator) -> None:
    name = unique("gateway")
    sim.fault("queues.create", kind="status", status=504, after_write=True)
    answer = create(sim, name)
    assert (answer.status_code, "Retry-After" in answer.headers) == (504, False)
    assert exists(sim, name)


def test_reset_after_the_write_loses_the_answer_only(sim: Simulator) -> None:
    name = unique("reset")
    sim.fault("queues.create", kind="reset_after_write")
    with pytest.raises(httpx.ReadError, match="reset by peer"):
        create(sim, name)
    assert exists(sim, name)


def test_reset_is_a_real_rst(sim: Simulator) -> None:
    host, port = sim.url.removeprefix("http://").split(":")
    sim.fault("debug.ping", kind="reset_after_write")
    with socket.create_connection((host, int(port)), timeout=5) as raw:
        raw.sendall(b"POST /debug.ping HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            raw.recv(1)


def test_disconnect_does_nothing_and_sends_no_answer(sim: Simulator) -> None:
    name = unique("disconnect")
    sim.fault("queues.create", kind="disconnect")
    with pytest.raises(httpx.RemoteProtocolError, match="disconnected without sending a response"):
        create(sim, name)
    assert not exists(sim, name)


def test_refuse_closes_the_port_for_a_while(sim: Simulator) -> None:
    host, port = sim.url.removeprefix("http://").split(":")
    sim.fault(kind="refuse", nth=0, seconds=0.6)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)
    with pytest.raises(httpx.ConnectError):
        create(sim, "never")
    time.sleep(0.9)
    assert create(sim, unique("open-again")).status_code == 200


def test_refuse_at_a_call_drops_that_call(sim: Simulator) -> None:
    name = unique("refuse")
    sim.fault("queues.create", kind="refuse", seconds=0.4)
    with pytest.raises(httpx.TransportError):
        create(sim, name)
    with pytest.raises(httpx.ConnectError):
        create(sim, name)
    time.sleep(0.7)
    assert not exists(sim, name)


@pytest.mark.parametrize("when", ["before", "after"])
def test_slow(sim: Simulator, when: str) -> None:
    name = unique("slow")
    sim.fault("queues.create", kind="slow", seconds=0.8, when=when)
    with pytest.raises(httpx.ReadTimeout):
        create(sim, name, timeout=0.2)
    assert exists(sim, name) == (when == "after")
    time.sleep(0.8)
    assert exists(sim, name)


def test_error500_is_an_envelope(sim: Simulator) -> None:
    sim.fault("queues.create", kind="error500")
    meta = create(sim, "abc").json()["meta"]
    assert (meta["result_code"], meta["result_subcode"], meta["result_msg"]) == (500, 0, "General server error")


def test_unauthorized_is_401_30(sim: Simulator) -> None:
    sim.fault("queues.create", kind="unauthorized")
    answer = create(sim, "abc")
    assert (answer.status_code, answer.json()["meta"]["result_subcode"]) == (401, 30)


def test_html200_is_the_web_application(sim: Simulator) -> None:
    sim.fault("queues.create", kind="html200")
    answer = create(sim, "abc")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert answer.text.startswith("<!doctype html>")


def test_truncated_json_comes_after_the_write(sim: Simulator) -> None:
    name = unique("truncated")
    sim.fault("queues.create", kind="truncated")
    answer = create(sim, name)
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert exists(sim, name)


def test_null_data(sim: Simulator) -> None:
    name = unique("null")
    sim.fault("queues.create", kind="null_data")
    assert create(sim, name).json()["data"] is None
    assert exists(sim, name)


def test_the_nth_call_and_how_many(sim: Simulator) -> None:
    sim.fault("queues.create", kind="error500", nth=2, times=2)
    assert [create(sim, unique("nth")).status_code for _ in range(5)] == [200, 500, 500, 200, 200]


def test_other_endpoints_do_not_count(sim: Simulator) -> None:
    sim.fault("queues.create", kind="error500")
    assert sim.call("server.info")
    assert create(sim, unique("other")).status_code == 500


def test_patterns_and_versions_in_the_path(sim: Simulator) -> None:
    sim.fault("queues.*", kind="error500")
    assert sim.control.post(f"{sim.url}/v2.34/queues.get_all/", json={}, headers=sim.root.header).status_code == 500
    sim.fault(kind="error500")
    assert sim.control.get(f"{sim.url}/debug.ping").status_code == 500


@pytest.mark.parametrize(
    "bad", [{"kind": "nope"}, {}, {"kind": "slow", "when": "later"}, {"kind": "slow", "colour": 1}]
)
def test_a_bad_fault_is_refused(sim: Simulator, bad: dict[str, object]) -> None:
    answer = sim.control.post(f"{sim.url}/_sandbox/faults", json=bad)
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_faults_are_listed_and_cleared(sim: Simulator) -> None:
    sim.fault("queues.create", kind="error500", nth=5)
    listed = sim.control.get(f"{sim.url}/_sandbox/faults").json()["faults"]
    assert [(fault["endpoint"], fault["kind"], fault["nth"]) for fault in listed] == [("queues.create", "error500", 5)]
    sim.clear_faults()
    assert sim.control.get(f"{sim.url}/_sandbox/faults").json() == {"faults": []}
