"""The simulator's process: persistence, races, many clients, call log, command line."""

import json
import signal
import ssl
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.sandbox.clearml.asking import COMPANIES, A, ask, person, unique
from tests.sandbox.clearml.process import ROOT, KeyPair, Simulator, new_pair, simulator

CANARY = "canary-secret-in-a-body"


def test_a_restart_keeps_the_data_and_the_tokens(tmp_path: Path) -> None:
    data, root, supervisor = tmp_path / "data.sqlite", new_pair("root"), new_pair("sup")
    with simulator(data=data, root=root, supervisor=supervisor, companies=COMPANIES) as sim:
        user = person(sim)
        queue = ask(sim, "queues.create", {"name": "kept"}, user.keys).data["id"]
        token = ask(sim, "auth.login", {}, user.keys).data["token"]
        sim.call("organization.update_company_name", {"company": A, "new_name": "Changed"})
        before = sim.state()
    with simulator(data=data, root=root, supervisor=supervisor, companies=COMPANIES) as sim:
        assert sim.state() == before
        assert ask(sim, "queues.get_by_id", {"queue": queue}, user.keys).data["queue"]["name"] == "kept"
        assert ask(sim, "server.info", {}, Authorization=f"Bearer {token}").status == 200


def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    data, root = tmp_path / "data.sqlite", new_pair("root")
    with simulator(data=data, root=root) as sim:
        made = [sim.call("system.create_company", {"name": f"Company {number}"})["id"] for number in range(20)]
        sim.kill()
    with simulator(data=data, root=root) as sim:
        assert set(made) <= {row["id"] for row in sim.state()["companies"]}


def test_built_in_keys_come_from_the_seed_of_this_start(tmp_path: Path) -> None:
    data, old, new = tmp_path / "data.sqlite", new_pair("old"), new_pair("new")
    with simulator(data=data, root=old) as sim:
        assert ask(sim, "server.info", {}, old).status == 200
    with simulator(data=data, root=new) as sim:
        assert ask(sim, "server.info", {}, new).status == 200
        assert ask(sim, "server.info", {}, old).error[:2] == (401, 22)


def test_a_seeded_user_that_was_deleted_stays_deleted(tmp_path: Path) -> None:
    keys = KeyPair("SEEDED", "seeded-throw-away")
    users = [{"id": "u1", "name": "U", "email": "u@a.example", "company": A, "credentials": [vars(keys)]}]
    data, root = tmp_path / "data.sqlite", new_pair("root")
    with simulator(data=data, root=root, companies=COMPANIES, users=users) as sim:
        assert ask(sim, "users.get_current_user", {}, keys).data["user"]["role"] == "user"
        sim.call("auth.delete_user", {"user": "u1"})
    with simulator(data=data, root=root, companies=COMPANIES, users=users) as sim:
        assert ask(sim, "server.info", {}, keys).error[:2] == (401, 22)


def test_secrets_are_not_in_the_data_file(tmp_path: Path) -> None:
    data = tmp_path / "data.sqlite"
    with simulator(data=data, companies=COMPANIES) as sim:
        secrets = [person(sim).keys.secret_key, sim.root.secret_key]
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not any(secret.encode() in content for secret in secrets)


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("queues.create", {"name": "race"}),
        ("auth.create_user", {"name": "R", "company": A, "email": "race@a.example"}),
    ],
)
def test_of_eight_parallel_creates_exactly_one_wins(any_server: Simulator, endpoint: str, body: dict[str, str]) -> None:
    key = "email" if "email" in body else "name"
    body = body | {key: unique("x") + body[key]}
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda _: ask(any_server, endpoint, body).error[:2], range(8)))
    assert sorted(codes) == [(200, 0)] + [(400, 801)] * 7


def test_fifty_keep_alive_clients_at_once(any_server: Simulator) -> None:
    def client(number: int) -> list[int]:
        with httpx.Client(headers=any_server.root.header, verify=tls) as session:
            url = f"{any_server.url}/queues.create"
            return [session.post(url, json={"name": f"{names[number]}-{call}"}).status_code for call in range(5)]

    names, tls = [unique("client") for _ in range(50)], ssl.create_default_context()
    with ThreadPoolExecutor(50) as pool:
        assert list(pool.map(client, range(50))) == [[200] * 5] * 50


def test_latency_is_per_call_and_not_a_queue() -> None:
    with simulator(latency_ms=200) as sim:
        started = time.monotonic()
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda _: ask(sim, "debug.ping"), range(10)))
        assert 0.2 <= time.monotonic() - started < 1.5


def test_the_call_log(enterprise_server: Simulator) -> None:
    sim, user = enterprise_server, person(enterprise_server)
    trace = unique("trace")
    body = {"provider": "okta", "configuration": {"id": "x", "client_secret": CANARY}}
    ask(sim, "sso.save_provider_configuration", body, X_Clearml_Act_As=user.id, X_Clearml_Trx=trace)
    entry = next(entry for entry in sim.calls("sso.save_provider_configuration") if entry["trx"] == trace)
    assert (entry["caller"], entry["user"], entry["impersonation"]) == ("__platform__", user.id, "act_as")
    assert (entry["method"], entry["status"], entry["subcode"], entry["fault"]) == ("POST", 200, 0, None)
    assert entry["body"]["configuration"] == {"id": "x", "client_secret": "<removed>"}
    assert CANARY not in json.dumps(sim.calls())


def test_the_log_records_faults_failures_and_its_own_order() -> None:
    with simulator() as sim:
        sim.fault("debug.ping", kind="disconnect")
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{sim.url}/debug.ping")
        ask(sim, "queues.get_by_id", {"queue": "nope"})
        log = [(entry["endpoint"], entry["status"], entry["subcode"], entry["fault"]) for entry in sim.calls()]
        assert log == [("debug.ping", None, None, "disconnect"), ("queues.get_by_id", 400, 701, None)]
        assert [entry["sequence"] for entry in sim.calls()] == [1, 2]
        since = sim.control.get(f"{sim.url}/_sandbox/calls", params={"since": 1}).json()["calls"]
        assert [entry["sequence"] for entry in since] == [2]
        sim.clear_calls()
        assert sim.calls() == []


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "sandbox.clearml", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "loopback only"),  # noqa: S104 - the refusal is what is tested
        (["--profile", "gold"], "invalid choice: 'gold'"),
        (["--seed", "missing.json"], "simulator: missing.json:"),
    ],
)
def test_a_bad_command_line_is_one_clear_line(tmp_path: Path, arguments: list[str], words: str) -> None:
    done = run("--port", "0", "--data", str(tmp_path / "x"), "--profile", "oss", *arguments)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_one_clear_line(tmp_path: Path, open_server: Simulator) -> None:
    port = open_server.url.rpartition(":")[2]
    done = run("--port", port, "--data", str(tmp_path / "x"), "--profile", "oss")
    assert (done.returncode, done.stdout) == (1, "")
    assert "already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_ends_on_sigterm_with_open_connections() -> None:
    with simulator() as sim:
        sim.call("server.info")
        ask(sim, "server.info")
        sim.process.send_signal(signal.SIGTERM)
        assert sim.process.wait(timeout=5) == 0


@pytest.mark.parametrize(
    ("seed", "words"),
    [
        ("[", "seed.json: Expecting value"),
        ("[]", "expected a JSON object"),
        ('{"companies": [{}]}', "every entry of companies needs an id or a name"),
        ('{"users": [{"name": "x", "credentials": [{}]}]}', "credentials of x need access_key and secret_key"),
        ('{"users": [{"id": "a", "email": "x@y.example"}, {"id": "b", "email": "x@y.example"}]}', "auth_users.email"),
    ],
)
def test_a_bad_seed_is_one_clear_line(tmp_path: Path, seed: str, words: str) -> None:
    file = tmp_path / "seed.json"
    file.write_text(seed)
    done = run("--port", "0", "--data", str(tmp_path / "x"), "--profile", "oss", "--seed", str(file))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
