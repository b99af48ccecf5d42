"""Commands whose environment leads to another server than that of the state: nothing is lost, created or forgotten."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.live.tenants.conftest import SUPERVISOR, NewStack
from tests.live.tenants.holdings import NOTHING, Holdings, holdings
from tests.live.tenants.run import Run
from tests.live.tenants.stack import ACCESS_KEY, SECRET_KEY, Stack
from tests.providers.clearml.header_proxy import ACT_AS, IMPERSONATE, UID, header_proxy
from tests.sandbox.clearml.process import Simulator, simulator

pytestmark = pytest.mark.engine


@pytest.fixture
def other() -> Iterator[Simulator]:
    """Another server, which the same key pair opens."""
    with simulator(profile="enterprise", supervisor=SUPERVISOR) as running:
        yield running


def environment(url: str) -> dict[str, str]:
    """The variables that lead to a server."""
    return {"CLEARML_API_HOST": url, "CLEARML_API_ACCESS_KEY": ACCESS_KEY, "CLEARML_API_SECRET_KEY": SECRET_KEY}


def write(stack: Stack, slug: str, **keys: Any) -> None:
    stack.write(slug, **{"login": {"domains": [f"{slug}.example"]}} | keys)


@contextmanager
def addresses(server: Simulator, other: Simulator, *, identified: bool) -> Iterator[tuple[str, str]]:
    """The addresses of both servers; without an identity, each is behind a gateway that hides it."""
    with ExitStack() as open_:
        if identified:
            yield server.url, other.url
        else:
            hide = [open_.enter_context(header_proxy(one.url, hidden=UID)) for one in (server, other)]
            yield hide[0], hide[1]


def resources(stack: Stack) -> dict[str, Any]:
    """Outputs of all resources by URN, secrets in clear."""
    exported = json.loads(stack.pulumi("stack", "export", "--show-secrets").stdout)
    return {row["urn"]: row.get("outputs", {}) for row in exported["deployment"]["resources"]}


def held(server: Simulator) -> tuple[Holdings, Holdings]:
    """What both tenants have on the server."""
    return holdings(server, "Acme"), holdings(server, "Globex")


@dataclass(frozen=True)
class Before:
    """A stack and its server before a command."""

    stack: Stack
    server: Simulator
    state: dict[str, Any]
    tenants: tuple[Holdings, Holdings]

    @classmethod
    def of(cls, stack: Stack, server: Simulator) -> "Before":
        both = held(server)
        assert [tenant.domains for tenant in both] == [["acme.example"], ["globex.example"]]
        assert all(tenant.keys for tenant in both)
        return cls(stack, server, resources(stack), both)

    def unharmed(self) -> None:
        """Server and state are as before, and the next run with the right server finds nothing to do."""
        assert resources(self.stack) == self.state
        assert held(self.server) == self.tenants
        assert self.stack.preview().succeeded().steps == set()


def refused(run: Run, word: str) -> None:
    assert word in run.failed().messages(), run.messages()


@pytest.mark.parametrize("identified", [True, False], ids=["uid", "no-uid"])
def test_no_command_takes_another_server_for_the_one_in_the_state(
    new_stack: NewStack, server: Simulator, other: Simulator, identified: bool
) -> None:
    with addresses(server, other, identified=identified) as (address, foreign):
        stack = new_stack(address)
        write(stack, "acme", deletion="protect")
        write(stack, "globex")
        stack.up().succeeded()
        before, untouched = Before.of(stack, server), other.state()
        assert any("server" in outputs for outputs in before.state.values()) is identified

        word = "another server" if identified else "CLEARML_API_HOST"
        refused(stack.refresh(**environment(foreign)), word)
        refused(stack.up("--refresh", **environment(foreign)), word)
        refused(stack.destroy("--target", "**globex**", "--target-dependents", **environment(foreign)), word)
        assert other.state() == untouched
        before.unharmed()


def test_a_destroy_against_another_server_deletes_nothing_and_fails(
    new_stack: NewStack, server: Simulator, other: Simulator
) -> None:
    for identified in (True, False):
        with addresses(server, other, identified=identified) as (address, foreign):
            stack = new_stack(address, name=f"stack-{identified}")
            write(stack, "acme")
            write(stack, "globex")
            stack.up().succeeded()
            before = Before.of(stack, server)
            refused(stack.destroy(**environment(foreign)), "another server" if identified else "CLEARML_API_HOST")
            assert all("TenantRegister::protected" in urn for urn in before.state.keys() - resources(stack).keys())
            assert held(server) == before.tenants
            stack.up().succeeded()
            stack.destroy().succeeded()
            assert held(server) == (NOTHING, NOTHING)


@pytest.mark.parametrize("identified", [True, False], ids=["uid", "no-uid"])
def test_preview_and_up_against_another_server_stop_before_anything_is_created(
    new_stack: NewStack, server: Simulator, other: Simulator, identified: bool
) -> None:
    with addresses(server, other, identified=identified) as (address, foreign):
        stack = new_stack(address)
        write(stack, "acme", deletion="protect")
        write(stack, "globex")
        stack.up().succeeded()
        before, untouched = Before.of(stack, server), other.state()

        stack.write("initech")
        word = "the state was written against another server" if identified else "whose address comes from"
        for run in (stack.preview(**environment(foreign)), stack.up(**environment(foreign))):
            problem, *_ = run.failed().problems()
            assert word in problem
        assert other.state() == untouched
        stack.remove("initech")
        before.unharmed()


@pytest.mark.parametrize("command", ["preview", "up", "refresh", "destroy"])
def test_the_stacks_key_pair_is_not_sent_to_an_address_from_the_environment(
    stack: Stack, server: Simulator, other: Simulator, command: str
) -> None:
    write(stack, "acme")
    write(stack, "globex")
    stack.up().succeeded()
    before = Before.of(stack, server)
    other.clear_calls()
    run: Run = getattr(stack, command)(CLEARML_API_HOST=other.url)
    assert "CLEARML_API_HOST" in run.failed().messages()
    assert other.calls() == []
    if command != "destroy":
        before.unharmed()


def test_a_rebuilt_server_with_the_same_companies_is_accepted_by_its_identity(
    new_stack: NewStack, tmp_path: Path
) -> None:
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    with simulator(profile="enterprise", supervisor=SUPERVISOR, data=first) as server:
        stack = new_stack(server.url)
        write(stack, "acme", deletion="protect")
        write(stack, "globex")
        stack.up().succeeded()
        port = int(server.url.rpartition(":")[2])
    shutil.copy(first, second)
    with sqlite3.connect(second) as data:
        data.execute("UPDATE meta SET value = 'another' WHERE key = 'server_uid'")
    with simulator(profile="enterprise", supervisor=SUPERVISOR, data=second, port=port) as rebuilt:
        problem, *_ = stack.up().failed().problems()
        identity = problem.partition("CLEARML_PLATFORM_ACCEPT_SERVER=")[2].partition(" ")[0]
        stack.refresh(CLEARML_PLATFORM_ACCEPT_SERVER="000000000000").failed()
        stack.refresh(CLEARML_PLATFORM_ACCEPT_SERVER=identity).succeeded()
        Before.of(stack, rebuilt).unharmed()


def test_a_state_of_an_older_version_shows_no_change_and_learns_its_server(stack: Stack, server: Simulator) -> None:
    write(stack, "acme")
    write(stack, "globex")
    stack.up().succeeded()
    older = json.loads(stack.export())
    for resource in older["deployment"]["resources"]:
        resource.get("outputs", {}).pop("server", None)
        for facts in ("companies", "server", "recorded", "host"):
            resource.get("inputs", {}).pop(facts, None)
    stack.pulumi("stack", "import", stdin=json.dumps(older))

    assert stack.preview().succeeded().steps == set()
    assert stack.up().succeeded().steps == set()
    stack.refresh().succeeded()
    assert stack.export().count('"server"') > 4
    assert stack.up().succeeded().steps == set()
    (register,) = [
        row for row in json.loads(stack.export())["deployment"]["resources"] if row["urn"].endswith("Register::tenants")
    ]
    assert set(register["inputs"]["companies"]) == {"acme", "globex"}


def test_a_company_does_not_move_to_a_renamed_file_by_adoption(stack: Stack, server: Simulator) -> None:
    write(stack, "acme")
    write(stack, "globex")
    stack.up().succeeded()
    before = server.state()
    company = stack.outputs()["tenants"]["acme"]["companyId"]

    stack.remove("acme")
    write(stack, "acmecorp", name="Acme", admin={"name": "Admin", "email": "admin@acme.example"}, adopt=company)
    for run in (stack.preview(), stack.up()):
        problem, *_ = run.failed().problems()
        assert "`formerly: acme`" in problem
    assert server.state() == before


def test_a_gateway_that_drops_the_impersonation_headers_is_named(new_stack: NewStack, server: Simulator) -> None:
    with header_proxy(server.url, IMPERSONATE, ACT_AS) as url:
        stack = new_stack(url)
        write(stack, "acme", workers={"queues": {"default": {}}})
        assert "drops the header X-Clearml-Impersonate-As" in stack.up().failed().messages()
        acme = holdings(server, "Acme")
        assert (acme.keys, acme.queues, acme.domains) == ([], [], [])
        assert all(row["company"] != "d1bd92a3b039400cbafc60a7a5b1e52b" for row in server.state()["domains"])
    stack.configure({"clearml:api": {"host": server.url}})
    stack.up().succeeded()
    assert holdings(server, "Acme").queues == ["default"]
