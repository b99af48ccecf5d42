"""What an interrupted destroy or removal took from the server, found by a deep check of the tenants in question."""

from collections.abc import Iterator

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.connection import INPUTS
from providers.clearml.api.member import Member
from providers.clearml.company import CompanyProvider
from providers.clearml.preflight.inspect import inspect
from providers.clearml.preflight.needs import RecordedPair, RecordedTenant, StackNeeds, TenantNeeds
from providers.clearml.shared.lost import Lost, loss
from tests.providers.clearml.world import connection, new_member
from tests.sandbox.clearml.process import Simulator, simulator

LABEL = "clearml-platform:dev:acme:"


@pytest.fixture
def server() -> Iterator[Simulator]:
    with simulator(profile="enterprise") as running:
        yield running


@pytest.fixture
def client(server: Simulator) -> Iterator[Client]:
    opened = Client(connection(server))
    yield opened
    opened.close()


@pytest.fixture
def member(client: Client) -> Member:
    """Acme with a key pair, a domain and an address."""
    member = new_member(client, "Acme", "admin@acme.example")
    client.create_credentials(member, f"{LABEL}agent:g1", None)
    client.set_domains(member, ["acme.example"])
    client.add_whitelist_entries(member, ["ada@x.example"], "user")
    return member


def lost(server: Simulator, member: Member, *, deep: bool = True) -> tuple[Lost, ...]:
    recorded = RecordedTenant(
        company=member.company,
        admin=member.user,
        admin_email="admin@acme.example",
        pairs=(RecordedPair(name="acme/agent", user=member.user, label=f"{LABEL}agent:g1"),),
        domains=("acme.example",),
        addresses=("ada@x.example",),
    )
    needs = TenantNeeds(
        slug="acme", file="acme.yaml", name="Acme", label=LABEL, admin_email="admin@acme.example", recorded=recorded
    )
    pair = server.supervisor
    values = {"host": server.url, "access_key": pair.access_key, "secret_key": pair.secret_key}
    interrupted = frozenset({"acme"} if deep else ())
    stack = StackNeeds(tenants=(needs,), recorded={"acme": recorded}, interrupted=interrupted)
    return inspect({INPUTS[name]: value for name, value in values.items()}, stack).lost


def test_a_complete_tenant_lost_nothing(server: Simulator, member: Member) -> None:
    assert lost(server, member) == ()


def test_one_line_names_everything_that_is_lost(server: Simulator, client: Client, member: Member) -> None:
    (key,) = client.get_credentials(member)
    client.revoke_credentials(member, key.access_key)
    client.set_domains(member, [])
    client.remove_whitelist_entries(member, ["ada@x.example"])
    (one,) = lost(server, member)
    assert one.resource == ("Credentials", "acme/agent")
    assert all(word in one.why for word in ("acme/agent", "acme.example", "ada@x.example", "`pulumi up --refresh`"))
    assert lost(server, member, deep=False) == ()


def test_a_lost_admin_is_found(server: Simulator, client: Client, member: Member) -> None:
    client.delete_user(member.user)
    (one,) = lost(server, member)
    assert one.resource == ("User", "acme")


def test_the_resource_is_refused_until_a_refresh_has_changed_its_stored_values(
    server: Simulator, client: Client, member: Member
) -> None:
    client.set_domains(member, [])
    (one,) = lost(server, member)
    news = {"lost": one.model_dump(mode="json")}
    assert "pulumi up --refresh" in str(loss({"domains": ["acme.example"]}, news))
    assert loss({"tenant": "acme"}, news) is None  # the provider leaves an empty list out of the state
    assert loss({"domains": ["acme.example"]}, {}) is None


def test_a_lost_resource_that_a_refresh_removed_is_created_without_the_mark() -> None:
    one = Lost(resource=("Company", "acme"), why="lost")
    inputs = {"tenant": "acme", "name": "Acme", "admin_email": "ada@acme.example", "label": "p:s:acme:"}
    marked = inputs | {"lost": one.model_dump(mode="json")}
    assert [failure.reason for failure in CompanyProvider().check(inputs, marked).failures] == ["lost"]
    assert CompanyProvider().check({}, marked).inputs == inputs


def test_lost_addresses_are_compared_with_both_lists_of_the_whitelist() -> None:
    one = Lost(resource=("LoginWhitelist", "acme"), why="lost", state={"addresses": ["a@x.example", "b@x.example"]})
    news = {"lost": one.model_dump(mode="json")}
    assert loss({"users": ["b@x.example"], "admins": ["a@x.example"]}, news) == "lost"
    assert loss({"users": ["b@x.example"]}, news) is None
