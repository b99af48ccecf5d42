"""Servers that lack endpoints: what still works, what is refused, and the message."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.api.member import Member
from providers.clearml.company import CompanyProvider
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.login_whitelist import LoginWhitelistProvider
from providers.clearml.shared.base import TenantError
from providers.clearml.user import UserProvider
from tests.live.tenants.holdings import Holdings, holdings
from tests.providers.clearml.nouns import LABEL, NOUNS, Noun
from tests.providers.clearml.world import World, bind, connection, new_member, outs
from tests.sandbox.clearml.process import Simulator, simulator

LACKS = "requires ClearML Enterprise"
ENTERPRISE = ("system.", "tenants.", "login.", "sso.")
DEFAULT_COMPANY = "d1bd92a3b039400cbafc60a7a5b1e52b"
COMPANY = {"tenant": "acme", "name": "Acme", "admin_email": "ada@acme.example", "label": "p:s:acme:"}


@contextmanager
def world_on(server: Simulator, number: int, **changes: Any) -> Iterator[World]:
    """A fresh company on a server."""
    with closing(Client(connection(server, **changes))) as client:
        yield World(server, client, new_member(client, f"Company {number}", f"admin@c{number}.example"))


@pytest.fixture(scope="module")
def old_server() -> Iterator[Simulator]:
    """Release 3.27: no auth.get_users_info, no expiring key pairs, no tenants.*, no role in the whitelist."""
    with simulator(profile="enterprise", server_version="3.27") as running:
        yield running


@pytest.fixture(scope="module")
def open_server() -> Iterator[Simulator]:
    with simulator(profile="oss") as running:
        yield running


@pytest.fixture
def old(old_server: Simulator, number: int) -> Iterator[World]:
    with world_on(old_server, number) as world:
        yield world


def user(world: World, email: str, **changes: Any) -> dict[str, Any]:
    return {"tenant": "acme", "company": world.member.company, "email": email, "name": "Ada", **changes}


class TestUsersThatCannotBeLookedUp:
    def test_the_email_is_kept_as_unverified(self, old: World, number: int) -> None:
        provider, wanted = old.provider(UserProvider), user(old, f"ada@u{number}.example")
        made = provider.create(wanted)
        seen = outs(provider.read(made.id, outs(made)))
        assert (seen["email"], seen["unverified"]) == (f"ada@u{number}.example", ["email"])
        assert provider.diff(made.id, seen, wanted).changes is False

    def test_a_taken_email_is_refused_with_the_alternatives(self, old: World, number: int) -> None:
        provider, wanted = old.provider(UserProvider), user(old, f"admin@c{number}.example")
        with pytest.raises(TenantError) as caught:
            provider.create(wanted)
        assert "cannot search by e-mail" in str(caught.value)
        assert "`adopt: <user id>` under `admin:`" in str(caught.value)
        adopted = provider.create(wanted | {"adopt": old.member.user})
        assert adopted.id == old.member.user
        assert provider.diff(adopted.id, outs(adopted), wanted | {"adopt": adopted.id}).changes is True  # its name

    def test_a_user_of_another_company_is_not_adopted(self, old: World, number: int) -> None:
        other = new_member(old.client, f"Other {number}", f"o@o{number}.example")
        with pytest.raises(TenantError, match=r"could not create user"):
            old.provider(UserProvider).create(user(old, f"ada@u{number}.example", adopt=other.user))

    def test_a_company_with_our_admin_in_it_needs_adopt(self, old: World, number: int) -> None:
        old.client.create_credentials(old.member, f"p:s:c{number}:agent:g1", None)
        names = {"name": f"Company {number}", "admin_email": f"admin@c{number}.example", "label": f"p:s:c{number}:"}
        with pytest.raises(TenantError, match=f"`adopt: {old.member.company}`"):
            old.provider(CompanyProvider).create(COMPANY | names)


class TestWhitelist:
    @pytest.mark.parametrize(
        ("version", "words"),
        [("2.35", [{"is_admin": True}, {"is_admin": False}]), ("2.37", [{"role": "admin"}, {"role": "user"}])],
    )
    def test_the_role_is_shown_as_the_server_reports_it(
        self, number: int, version: str, words: list[dict[str, Any]]
    ) -> None:
        with simulator(profile="enterprise", api_version=version) as server, world_on(server, number) as world:
            entries = {"users": [f"bob@p{number}.example"], "admins": [f"cto@p{number}.example"]}
            world.provider(LoginWhitelistProvider).create(world.membership | entries)
            bodies = [call["body"] for call in server.calls("login.add_whitelist_entries")]
            assert [{k: v for k, v in body.items() if k != "emails"} for body in bodies] == words
            people = {email: server.log_in(email)["role"] for emails in entries.values() for email in emails}
        assert people == {f"bob@p{number}.example": "user", f"cto@p{number}.example": "admin"}


class TestExpiry:
    def test_a_pair_that_would_never_expire_is_refused_and_revoked(self, old: World, number: int) -> None:
        wanted = old.membership | {"purpose": "agent", "generation": 1, "label": LABEL, "expires_in_days": 30}
        with pytest.raises(TenantError, match="leave out expiresInDays"):
            old.provider(CredentialsProvider).create(wanted)
        assert holdings(old.simulator, f"Company {number}") == Holdings(people=[f"admin@c{number}.example"])


class TestCompanies:
    def test_without_delete_tenant_the_alternatives_are_named(self, old: World, number: int) -> None:
        with pytest.raises(TenantError) as caught:
            old.provider(CompanyProvider).delete(old.member.company, COMPANY | {"deletion": "delete"})
        assert LACKS in str(caught.value)
        assert "`deletion: retain`" in str(caught.value)
        assert holdings(old.simulator, f"Company {number}").companies == 1

    def test_the_newer_endpoint_is_used_on_request_only_if_it_exists(self, old_server: Simulator, number: int) -> None:
        with (
            closing(Client(connection(old_server, company_endpoint="tenants"))) as client,
            pytest.raises(TenantError, match=r"tenants\.create_tenant answered 404/0") as caught,
        ):
            bind(CompanyProvider, client).create(COMPANY | {"name": f"New {number}"})
        assert LACKS in str(caught.value)
        assert holdings(old_server, f"New {number}").companies == 0

    def test_a_server_with_the_newer_endpoint_only_is_used_with_it(self, number: int) -> None:
        with simulator(profile="enterprise", without=["system.create_company"]) as server:
            with closing(Client(connection(server))) as client:
                bind(CompanyProvider, client).create(COMPANY | {"name": f"New {number}"})
                assert holdings(server, "p:s:acme") == Holdings()
            with (
                closing(Client(connection(server, company_endpoint="system"))) as client,
                pytest.raises(TenantError, match=r"system\.create_company answered 404/0"),
            ):
                bind(CompanyProvider, client).create(COMPANY | {"name": f"Another {number}", "label": "p:s:b:"})


class TestUsersThatCannotBeDeleted:
    def test_the_error_names_the_alternatives(self, number: int) -> None:
        with (
            simulator(profile="enterprise", without=["auth.delete_user"]) as server,
            world_on(server, number) as world,
            pytest.raises(TenantError) as caught,
        ):
            world.provider(UserProvider).delete(world.member.user, user(world, f"admin@c{number}.example"))
        assert LACKS in str(caught.value)
        assert "in the ClearML UI" in str(caught.value)


class TestOpenSource:
    @pytest.mark.parametrize("noun", [noun for noun in NOUNS if noun.creating.startswith(ENTERPRISE)], ids=str)
    def test_every_missing_feature_has_the_same_message(self, open_server: Simulator, noun: Noun, number: int) -> None:
        person = {"name": "Ada", "company": DEFAULT_COMPANY, "email": f"ada@o{number}.example", "role": "admin"}
        member = Member(user=open_server.call("auth.create_user", person)["id"], company=DEFAULT_COMPANY)
        with closing(Client(connection(open_server))) as client, pytest.raises(TenantError) as caught:
            bind(noun.provider, client).create(noun.wanted(World(open_server, client, member), number))
        assert str(caught.value).startswith("tenant acme: could not create ")
        assert "answered 404/0" in str(caught.value)
        assert LACKS in str(caught.value)
