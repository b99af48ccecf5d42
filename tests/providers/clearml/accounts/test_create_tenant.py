"""Companies created by tenants.create_tenant: only ours are used, and the admin that the server adds is removed."""

from collections.abc import Iterator

import pytest

from providers.clearml.accounts.create_tenant import create_tenant
from providers.clearml.api.client import Client
from providers.clearml.api.errors import Duplicate, Unauthorized
from providers.clearml.shared import create_once
from tests.providers.clearml.world import connection
from tests.sandbox.clearml.process import Simulator, simulator


@pytest.fixture(scope="module")
def unique() -> Iterator[Simulator]:
    """A server that keeps company names unique."""
    with simulator(profile="enterprise", unique_names=True) as running:
        yield running


@pytest.fixture
def newer(unique: Simulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(create_once, "LOOKUP_PAUSES", (0.0,))
    opened = Client(connection(unique))
    yield opened
    opened.close()
    unique.clear_faults()


def users(client: Client, name: str) -> list[int | None]:
    return [company.users for company in client.get_companies(name)]


def test_it_leaves_a_company_without_users(newer: Client) -> None:
    create_tenant(newer, "Plain")
    assert users(newer, "Plain") == [0]


def test_a_lost_answer_leaves_the_same(newer: Client, unique: Simulator) -> None:
    unique.fault("tenants.create_tenant", kind="reset_after_write")
    create_tenant(newer, "Lost")
    assert users(newer, "Lost") == [0]


def test_a_company_that_another_client_just_made_is_not_touched(newer: Client) -> None:
    theirs = newer.create_tenant("Foreign")
    with pytest.raises(Duplicate):
        create_tenant(newer, "Foreign")
    assert newer.owner_of(theirs.credentials).company == theirs.id


def test_a_used_one_is_not_touched_even_after_a_lost_answer(newer: Client, unique: Simulator) -> None:
    theirs = newer.create_tenant("Used")
    newer.owner_of(theirs.credentials)
    unique.fault("tenants.create_tenant", kind="disconnect")
    with pytest.raises(Duplicate):
        create_tenant(newer, "Used")
    assert newer.owner_of(theirs.credentials).company == theirs.id


def test_the_dismissed_admin_cannot_log_in(newer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = newer.create_tenant("Dismissed")
    monkeypatch.setattr(newer, "create_tenant", lambda _: made)
    create_tenant(newer, "Dismissed")
    with pytest.raises(Unauthorized):
        newer.owner_of(made.credentials)
