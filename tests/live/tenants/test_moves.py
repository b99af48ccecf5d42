"""Domains, addresses and admins move between tenants of one stack in one `pulumi up`."""

from typing import Any

import pytest

from tests.live.tenants.holdings import NOTHING, holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def settled(stack: Stack) -> None:
    """One `pulumi up` does it, and nothing is left to do."""
    stack.up().succeeded()
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
    assert stack.up("--refresh").succeeded().steps == set()


def admin(email: str) -> dict[str, Any]:
    return {"name": "Admin", "email": email}


def test_the_last_domain_and_the_last_address_move_in_one_run(stack: Stack, server: Simulator) -> None:
    """Once to a tenant before, once to a tenant after in the alphabet, and one of several domains."""
    stack.write("acme", login={"domains": ["a.example"], "users": ["ann@p.example"]})
    stack.write("beta", login={"domains": ["b.example", "kept.example", "moved.example"]})
    stack.write("coda", login={"admins": ["cleo@p.example"]})
    stack.up().succeeded()
    stack.write("acme", login={"admins": ["cleo@p.example"], "domains": ["moved.example"]})
    stack.write("beta", login={"domains": ["a.example", "b.example", "kept.example"]})
    stack.write("coda", login={"users": ["ann@p.example"]})

    settled(stack)

    assert holdings(server, "Acme").domains == ["moved.example"]
    assert holdings(server, "Acme").whitelist == ["cleo@p.example"]
    assert holdings(server, "Beta").domains == ["a.example", "b.example", "kept.example"]
    assert holdings(server, "Coda").whitelist == ["ann@p.example"]


@pytest.mark.parametrize(("loser", "winner"), [("acme", "beta"), ("beta", "acme")])
def test_an_admin_moves_to_another_tenant(stack: Stack, server: Simulator, loser: str, winner: str) -> None:
    stack.write(loser, admin=admin("eve@p.example"), login={"domains": ["l.example"]})
    stack.write(winner)
    stack.up().succeeded()
    stack.write(loser, admin=admin("new@p.example"))
    stack.write(winner, admin=admin("eve@p.example"), login={"domains": ["l.example"]})

    settled(stack)

    assert holdings(server, loser.title()).people == ["new@p.example"]
    assert holdings(server, loser.title()).keys == key_labels(loser)
    assert holdings(server, winner.title()).people == ["eve@p.example"]
    assert holdings(server, winner.title()).keys == key_labels(winner)
    assert holdings(server, winner.title()).domains == ["l.example"]


def test_an_admin_becomes_a_user_of_another_tenant(stack: Stack, server: Simulator) -> None:
    stack.write("acme", admin=admin("eve@p.example"))
    stack.write("beta")
    stack.up().succeeded()
    stack.write("acme", admin=admin("new@p.example"))
    stack.write("beta", login={"users": ["eve@p.example"]})

    settled(stack)

    assert holdings(server, "Acme").people == ["new@p.example"]
    assert holdings(server, "Beta").whitelist == ["eve@p.example"]


@pytest.mark.parametrize(("loser", "winner"), [("acme", "beta"), ("beta", "acme")])
def test_two_files_are_merged(stack: Stack, server: Simulator, loser: str, winner: str) -> None:
    stack.write(
        loser,
        admin=admin("eve@p.example"),
        login={"domains": ["l.example"], "users": ["ann@p.example"]},
        workers={"queues": {"default": {}}},
        groups={"people": {"users": ["eve@p.example"]}},
    )
    stack.write(winner, login={"domains": ["w.example"]})
    stack.up().succeeded()
    stack.remove(loser)
    stack.write(
        winner,
        admin=admin("eve@p.example"),
        login={"domains": ["l.example", "w.example"], "users": ["ann@p.example"]},
    )

    settled(stack)

    assert holdings(server, loser.title()) == NOTHING
    merged = holdings(server, winner.title())
    assert (merged.people, merged.keys) == (["eve@p.example"], key_labels(winner))
    assert (merged.domains, merged.whitelist) == (["l.example", "w.example"], ["ann@p.example"])


@pytest.mark.parametrize(
    ("endpoint", "nth"),
    [("auth.delete_user", 1), ("auth.create_user", 1), ("login.set_domains", 2), ("login.add_whitelist_entries", 1)],
)
def test_a_merge_that_fails_half_way_is_completed(stack: Stack, server: Simulator, endpoint: str, nth: int) -> None:
    stack.write("acme", admin=admin("eve@p.example"), login={"domains": ["l.example"], "users": ["ann@p.example"]})
    stack.write("beta", login={"domains": ["w.example"]})
    stack.up().succeeded()
    stack.remove("acme")
    login = {"domains": ["l.example", "w.example"], "users": ["ann@p.example"]}
    stack.write("beta", admin=admin("eve@p.example"), login=login)
    server.fault(endpoint, kind="error500", nth=nth, times=40)
    stack.up().failed()
    server.clear_faults()

    settled(stack)

    assert holdings(server, "Acme") == NOTHING
    merged = holdings(server, "Beta")
    assert (merged.people, merged.keys) == (["eve@p.example"], key_labels("beta"))
    assert (merged.domains, merged.whitelist) == (["l.example", "w.example"], ["ann@p.example"])


def test_a_protected_tenant_without_file_loses_nothing(stack: Stack, server: Simulator) -> None:
    """Even if `--target` leaves out the register, which refuses the missing file."""
    stack.write("acme", admin=admin("eve@p.example"), login={"domains": ["l.example"]}, deletion="protect")
    stack.write("beta")
    stack.up().succeeded()
    before = holdings(server, "Acme")
    stack.remove("acme")
    stack.write("beta", admin=admin("eve@p.example"), login={"domains": ["l.example"]})

    stack.up().failed()
    stack.up("--target", "**::beta*").failed()

    assert holdings(server, "Acme") == before


def test_an_admin_does_not_move_before_its_successor_exists(stack: Stack, server: Simulator) -> None:
    stack.write("acme", admin=admin("eve@p.example"))
    stack.write("beta")
    stack.up().succeeded()
    before = holdings(server, "Acme")
    stack.write("acme", admin=admin("new@p.example"))
    stack.write("beta", admin=admin("eve@p.example"))

    stack.up("--target", "**::beta*").failed()
    assert holdings(server, "Acme") == before
    settled(stack)
    assert holdings(server, "Beta").people == ["eve@p.example"]


def test_a_person_who_has_logged_in_does_not_move(stack: Stack, server: Simulator) -> None:
    stack.write("acme", login={"users": ["ann@p.example"]})
    stack.write("beta")
    stack.up().succeeded()
    server.log_in("ann@p.example")
    stack.write("acme")
    stack.write("beta", login={"users": ["ann@p.example"]})

    problems = "\n".join(stack.up().failed().problems())

    assert "ann@p.example has already logged in" in problems
    assert "ann@p.example" in holdings(server, "Acme").people
