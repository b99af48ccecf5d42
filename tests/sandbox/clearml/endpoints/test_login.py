"""login.*: domains, whitelist and routing between companies (REF, inferences INF), and the open calls."""

import pytest

from tests.sandbox.clearml.asking import COMPANIES, NO_CREDENTIALS, Person, ask, person, unique
from tests.sandbox.clearml.process import Simulator, simulator


@pytest.fixture
def admin(enterprise_server: Simulator) -> Person:
    return new_admin(enterprise_server)


def new_admin(sim: Simulator) -> Person:
    """An admin of a company of its own."""
    return person(sim, "admin", company=sim.call("system.create_company", {"name": unique("Login")})["id"])


def email(prefix: str = "guest") -> str:
    return f"{unique(prefix)}@elsewhere.example"


def test_supported_modes_needs_no_credentials(any_server: Simulator) -> None:
    data = ask(any_server, "login.supported_modes", {}, NO_CREDENTIALS).data
    assert list(data)[:5] == ["authenticated", "basic", "server_errors", "sso", "sso_providers"]
    assert data["authenticated"] is False
    assert data["basic"] == {"enabled": False, "guest": {"enabled": False}}
    assert ask(any_server, "login.supported_modes").data["authenticated"] is True


def test_domains_replace(enterprise_server: Simulator, admin: Person) -> None:
    def domains() -> object:
        return ask(enterprise_server, "login.get_settings", {}, admin.keys).data["domains"]

    for given, kept in (
        (["B.example", "a.example", "b.example"], ["b.example", "a.example"]),
        (["c.example"], ["c.example"]),
        ([], []),
    ):
        assert ask(enterprise_server, "login.set_domains", {"domains": given}, admin.keys).data == {}
        assert domains() == kept
    bad = ask(enterprise_server, "login.set_domains", {"domains": ["not a domain"]}, admin.keys)
    assert bad.error[:2] == (400, 23)


def test_they_belong_to_the_company_acted_for(enterprise_server: Simulator, admin: Person) -> None:
    domain = f"{unique('acted')}.example"
    enterprise_server.call("login.set_domains", {"domains": [domain]}, X_Clearml_Act_As=admin.id)
    assert {"company": admin.company, "domain": domain} in enterprise_server.state()["domains"]


def test_the_same_domain_is_accepted_twice_and_look_up_shows_both(enterprise_server: Simulator, admin: Person) -> None:
    other, domain = new_admin(enterprise_server), f"{unique('twice')}.example"
    for one in (admin, other):
        ask(enterprise_server, "login.set_domains", {"domains": [domain]}, one.keys)
    entries = enterprise_server.call("login.get_whitelist", {"domain": domain.upper()})["entries"]
    assert [(entry["company"], entry["domain"]) for entry in entries] == [
        (admin.company, domain),
        (other.company, domain),
    ]


def test_whitelisting_returns_only_new_entries(enterprise_server: Simulator, admin: Person) -> None:
    one, two = email(), email()
    body = {"emails": [one, two, one.upper()], "role": "admin"}
    assert ask(enterprise_server, "login.add_whitelist_entries", body, admin.keys).data == {"added": [one, two]}
    assert ask(enterprise_server, "login.add_whitelist_entries", body, admin.keys).data == {"added": []}
    entries = ask(enterprise_server, "login.get_settings", {}, admin.keys).data["whitelist_entries"]
    assert [(entry["email"], entry["status"]) for entry in entries] == [(one, "pending"), (two, "pending")]
    assert [entry["user"] for entry in entries] == [{"role": "admin"}] * 2


def test_look_up_shows_company_and_role(enterprise_server: Simulator, admin: Person) -> None:
    sim, one, two = enterprise_server, email(), email()
    for address, role in ((one, "admin"), (two, "consumer")):
        ask(sim, "login.add_whitelist_entries", {"emails": [address], "role": role}, admin.keys)
    (lead,) = sim.call("login.get_whitelist", {"email": one.upper()})["entries"]
    assert list(lead) == ["id", "company", "emails", "is_admin", "role"]
    assert lead == {"company": admin.company, "emails": [one], "is_admin": True, "role": "admin", "id": lead["id"]}
    (guest,) = sim.call("login.get_whitelist", {"email": two})["entries"]
    assert (guest["is_admin"], guest["role"]) == (False, "consumer")
    assert guest["id"] != lead["id"]


def test_look_up_of_an_email_also_shows_the_rows_of_its_domain(enterprise_server: Simulator, admin: Person) -> None:
    sim, other, domain = enterprise_server, new_admin(enterprise_server), f"{unique('shared')}.example"
    ask(sim, "login.set_domains", {"domains": [domain]}, other.keys)
    ask(sim, "login.add_whitelist_entries", {"emails": [f"ann@{domain}"]}, admin.keys)
    by_domain, by_email = sim.call("login.get_whitelist", {"email": f"ann@{domain}"})["entries"]
    assert (by_domain["company"], by_domain["domain"], by_domain["emails"]) == (other.company, domain, [])
    assert (by_email["company"], by_email["emails"]) == (admin.company, [f"ann@{domain}"])
    (stranger,) = sim.call("login.get_whitelist", {"email": f"bob@{domain}"})["entries"]
    assert stranger["company"] == other.company


def test_an_email_of_another_company_is_left_out(enterprise_server: Simulator, admin: Person) -> None:
    other, listed = new_admin(enterprise_server), email()
    ask(enterprise_server, "login.add_whitelist_entries", {"emails": [listed]}, other.keys)
    body = {"emails": [listed, other.email]}
    assert ask(enterprise_server, "login.add_whitelist_entries", body, admin.keys).data == {"added": []}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"emails": ["nope"]}, (400, 22)),
        ({"emails": ["a@b.example"], "role": "king"}, (400, 12)),
        ({"emails": [5]}, (400, 12)),
    ],
)
def test_bad_entries(enterprise_server: Simulator, admin: Person, body: object, code: tuple[int, int]) -> None:
    assert ask(enterprise_server, "login.add_whitelist_entries", body, admin.keys).error[:2] == code


def test_a_used_entry_cannot_be_removed(enterprise_server: Simulator, admin: Person) -> None:
    used, unused = email(), email()
    ask(enterprise_server, "login.add_whitelist_entries", {"emails": [used, unused], "role": "admin"}, admin.keys)
    guest = enterprise_server.log_in(used.upper())
    assert (guest["company"], guest["role"], guest["created"]) == (admin.company, "admin", True)
    assert enterprise_server.log_in(used)["created"] is False
    removed = ask(
        enterprise_server, "login.remove_whitelist_entries", {"emails": [used, unused, "x@y.example"]}, admin.keys
    )
    assert removed.data == {"removed": [unused]}
    entry = ask(enterprise_server, "login.get_settings", {}, admin.keys).data["whitelist_entries"][0]
    assert list(entry) == ["email", "status", "added", "accepted", "user"]
    assert (entry["status"], entry["user"]["id"], entry["user"]["role"]) == ("accepted", guest["id"], "admin")


def test_a_domain_lets_its_people_in_as_users(enterprise_server: Simulator, admin: Person) -> None:
    domain = f"{unique('people')}.example"
    ask(enterprise_server, "login.set_domains", {"domains": [domain]}, admin.keys)
    guest = enterprise_server.log_in(f"ann@{domain}")
    assert (guest["company"], guest["role"]) == (admin.company, "user")


def test_other_people_are_rejected(enterprise_server: Simulator) -> None:
    answer = enterprise_server.control.post(f"{enterprise_server.url}/_sandbox/login", json={"email": email()})
    assert (answer.status_code, answer.json()["subcode"]) == (400, 67)


def test_look_up_needs_something_and_a_system_role(enterprise_server: Simulator, admin: Person) -> None:
    assert ask(enterprise_server, "login.get_whitelist", {}).error[:2] == (400, 11)
    assert ask(enterprise_server, "login.get_whitelist", {"email": "x"}, admin.keys).error[:2] == (403, 20)
    user = person(enterprise_server)
    expected = (403, 20, "Forbidden (not allowed for role): role=user, allowed=(system, root, admin)")
    assert ask(enterprise_server, "login.get_settings", {}, user.keys).error == expected


def test_before_api_2_37_is_admin_counts_and_role_is_unknown() -> None:
    with simulator(companies=COMPANIES, api_version="2.36") as sim:
        one, two, lead = email(), email(), person(sim, "admin")
        ask(sim, "login.add_whitelist_entries", {"emails": [one], "role": "admin"}, lead.keys)
        ask(sim, "login.add_whitelist_entries", {"emails": [two], "is_admin": "true"}, lead.keys)
        assert [row["role"] for row in sim.state()["whitelist"]] == ["user", "admin"]
        assert "role" not in sim.call("login.get_whitelist", {"email": one})["entries"][0]
        entries = ask(sim, "login.get_settings", {}, lead.keys).data["whitelist_entries"]
        assert not any("user" in entry for entry in entries)
