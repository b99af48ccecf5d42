"""The plugin as the engine sees it: verbs over gRPC, clean errors, unknown values, parallel calls."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN

from providers.clearml.company import CompanyProps, CompanyProvider, CompanyState
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.login_domains import LoginDomainsProvider
from providers.clearml.queue import QueueProvider
from providers.clearml.sso import SsoProvider
from tests.contract.plugin_process import Plugin, PluginError, plugin
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

SECRET = "client-secret-canary"
COMPANY: dict[str, Any] = {
    "tenant": "acme",
    "name": "Acme",
    "admin_email": "ada@acme.example",
    "label": "clearml-platform:test:acme:",
    "deletion": "delete",
    "allowed_users": 5,
}


def inputs(server: Simulator, pair: KeyPair | None = None) -> dict[str, str]:
    """The provider instance's inputs."""
    pair = pair or server.supervisor
    return {
        "clearml:host": server.url,
        "clearml:accessKey": pair.access_key,
        "clearml:secretKey": pair.secret_key,
        "clearml:timeoutSeconds": "5",
    }


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with simulator(profile="enterprise") as running:
        yield running


@pytest.fixture(scope="module")
def running(server: Simulator) -> Iterator[Plugin]:
    with plugin(inputs(server)) as process:
        yield process


@pytest.fixture(scope="module")
def member(server: Simulator) -> dict[str, str]:
    """The admin of a company of these tests."""
    company = server.call("system.create_company", {"name": "Globex"})["id"]
    admin = {"name": "Gus", "company": company, "email": "gus@globex.example", "role": "admin"}
    return {"company": company, "user": server.call("auth.create_user", admin)["id"]}


def queue(member: dict[str, str], name: str) -> dict[str, Any]:
    return {"tenant": "globex", "member": member, "name": name, "tags": ["b", "a"]}


def test_a_resource_is_created_read_updated_and_deleted(running: Plugin, server: Simulator) -> None:
    provider = CompanyProvider()
    checked, failures = running.check(provider, {}, COMPANY)
    assert failures == {}
    id_, made = running.create(provider, checked)
    assert server.call("system.company_info", {"company": id_})["name"] == "clearml-platform:test:acme"
    assert running.diff(provider, id_, made, checked) == (False, [])
    assert running.read(provider, id_, made) == (id_, made, checked)
    renamed = checked | {"name": "Acme Research"}
    assert running.diff(provider, id_, made, renamed) == (True, [])
    after = running.update(provider, id_, made, renamed)
    assert running.diff(provider, id_, after, renamed) == (False, [])
    assert server.call("system.company_info", {"company": id_})["name"] == "Acme Research"
    running.delete(provider, id_, after)
    running.delete(provider, id_, after)
    assert running.read(provider, id_, after) == ("", {}, {})


def test_a_mistake_is_reported_by_property_and_a_secret_by_none(running: Plugin) -> None:
    _, failures = running.check(CompanyProvider(), {}, COMPANY | {"allowed_users": "many", "deletion": "sometimes"})
    assert failures.keys() == {"allowed_users", "deletion"}
    assert "integer" in failures["allowed_users"]
    _, hidden = running.check(SsoProvider(), {}, {"tenant": "acme", "company": "x", "client_secret": [SECRET]})
    assert hidden.keys() == {""}
    assert SECRET not in hidden[""]


def test_an_unknown_value_in_a_preview_passes_check_and_counts_as_a_change(running: Plugin, member: Any) -> None:
    provider, known = LoginDomainsProvider(), {"tenant": "acme", "member": member, "domains": ["a.example"]}
    unknown = known | {"member": UNKNOWN, "domains": ["B.example"]}
    checked, failures = running.check(provider, {}, unknown)
    assert failures == {}
    assert checked["member"] == UNKNOWN
    changes, replaces = running.diff(provider, "id", known, checked)
    assert changes is True
    assert set(replaces) <= {"member"}
    _, failures = running.check(provider, {}, unknown | {"domains": 5})
    assert failures.keys() == {"domains"}


def test_a_failed_call_is_one_line(running: Plugin, server: Simulator, member: dict[str, str]) -> None:
    server.fault("queues.create", kind="unauthorized")
    with pytest.raises(PluginError) as caught:
        running.create(QueueProvider(), queue(member, "one-line"))
    (line,) = str(caught.value).splitlines()
    assert line.startswith("tenant globex: could not create queue one-line: queues.create answered 401/30")


class Broken(CompanyProvider):
    """A resource with a bug."""

    def create_object(self, new: CompanyProps) -> tuple[str, CompanyState]:
        return f"{new.name / 2}", CompanyState(**dict(new))  # type: ignore[operator]  # the bug


def test_a_bug_keeps_its_traceback(running: Plugin) -> None:
    with pytest.raises(PluginError) as caught:
        running.create(Broken(), COMPANY)
    assert "Traceback (most recent call last)" in str(caught.value)
    assert f'{__name__.rpartition(".")[2]}.py", line' in str(caught.value)


def test_state_of_another_version_is_one_line(running: Plugin, member: dict[str, str]) -> None:
    with pytest.raises(PluginError) as caught:
        running.delete(CredentialsProvider(), "id", {"tenant": "globex", "member": member, "label": [SECRET]})
    (line,) = str(caught.value).splitlines()
    assert line.startswith("tenant globex: ")
    assert SECRET not in line


def test_full_tracebacks_can_be_switched_on(server: Simulator) -> None:
    wrong = inputs(server, KeyPair("WRONG", SECRET))
    with plugin(wrong, CLEARML_PLATFORM_TRACEBACK="1") as process, pytest.raises(PluginError) as caught:
        process.create(CompanyProvider(), COMPANY)
    assert "Traceback (most recent call last)" in str(caught.value)
    assert "tenant acme: could not create company 'Acme'" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_a_missing_connection_is_one_line() -> None:
    with plugin({"clearml:host": "https://api.clearml.example"}) as process, pytest.raises(PluginError) as caught:
        process.create(CompanyProvider(), COMPANY)
    (line,) = str(caught.value).splitlines()
    assert "CLEARML_API_ACCESS_KEY" in line


def test_the_environment_wins_over_the_inputs(server: Simulator) -> None:
    wrong = inputs(server, KeyPair("WRONG", "wrong")) | {"clearml:host": "http://127.0.0.1:9"}
    right = {"CLEARML_API_ACCESS_KEY": server.root.access_key, "CLEARML_API_SECRET_KEY": server.root.secret_key}
    server.clear_calls()
    with plugin(wrong, CLEARML_API_HOST=server.url, **right) as process:
        id_, made = process.create(CompanyProvider(), COMPANY | {"name": "Initech"})
        process.delete(CompanyProvider(), id_, made)
    assert {call["caller"] for call in server.calls()} == {"__platform__"}


def test_sixteen_creates_run_at_a_time() -> None:
    """Each is two calls of half a second: one second when all run at once, four seconds in the SDK's four threads."""
    with simulator(profile="enterprise", latency_ms=500) as slow, plugin(inputs(slow)) as process:
        names = [f"Company {number}" for number in range(16)]
        process.check(CompanyProvider(), {}, COMPANY)
        started = time.monotonic()
        with ThreadPoolExecutor(16) as pool:
            unlimited = {key: value for key, value in COMPANY.items() if key != "allowed_users"}
            made = list(pool.map(lambda name: process.create(CompanyProvider(), unlimited | {"name": name}), names))
        seconds = time.monotonic() - started
    assert len({id_ for id_, _ in made}) == 16
    assert seconds < 3
