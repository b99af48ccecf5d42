"""Service users and groups on the real engine: created, unchanged, rotated, suspended, removed."""

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

PEOPLE = {
    "serviceUsers": {"ci": {}, "robot": {"name": "The robot", "runAsOwner": True}},
    "groups": {"scientists": {"users": ["admin@acme.example"], "serviceUsers": ["ci"]}},
}


def labels(**generations: int) -> list[str]:
    """Labels of the admin's pairs and of these service users'."""
    ours = [f"clearml-platform:test:acme:service-user-{key}:g{number}" for key, number in generations.items()]
    return sorted(key_labels("acme") + ours)


def test_the_life_of_service_users_and_groups(stack: Stack, server: Simulator) -> None:
    stack.write("acme", **PEOPLE)
    stack.up().succeeded()
    held = holdings(server, "Acme")
    assert (held.services, held.groups, held.keys) == (["The robot", "ci"], ["scientists"], labels(ci=1, robot=1))
    assert len(server.state()["groups"][0]["users"].split(",")) == 2
    assert stack.preview("--expect-no-changes").succeeded().steps == set()
    stack.refresh("--expect-no-changes").succeeded()

    stack.write("acme", **PEOPLE | {"serviceUsers": {"ci": {"generation": 2}, "robot": {"name": "The robot"}}})
    steps = stack.up().succeeded().steps
    assert {(kind, name) for _, kind, name in steps} == {
        ("Credentials", "acme/service-users/ci"),
        ("ServiceUser", "acme/robot"),
    }
    assert holdings(server, "Acme").keys == labels(ci=2, robot=1)

    stack.write("acme", **PEOPLE, state="suspended")
    stack.up().succeeded()
    held = holdings(server, "Acme")
    assert (held.services, held.keys) == (["The robot", "ci"], [])

    stack.write("acme")
    stack.up().succeeded()
    held = holdings(server, "Acme")
    assert (held.services, held.groups, held.keys) == ([], [], key_labels("acme"))

    stack.write("acme", **PEOPLE)
    stack.up().succeeded()
    stack.remove("acme")
    stack.up().succeeded()
    assert holdings(server, "Acme").companies == 0
