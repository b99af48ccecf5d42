"""The previous state, parsed from the answer of the engine."""

from datetime import UTC, datetime
from typing import Any

from components.shared.previous import PreviousPair, PreviousRelease, PreviousState, PreviousTenant
from components.shared.read_state import previous_state
from providers.clearml.keys.key_pairs import fingerprint

MEMBER = {"user": "admin-id", "company": "company-id"}
ACCOUNT = "clearml:tenant:Tenant$clearml:tenant:Account$"
SECRET = "never-kept"


def noun(kind: str, resource: str, /, **outputs: Any) -> tuple[str, dict[str, Any]]:
    parent = "" if kind == "TenantRegister" else ACCOUNT
    type_ = f"pulumi-python:dynamic/clearml:{kind}"
    return f"urn:pulumi:dev::clearml-platform::{parent}{type_}::{resource}", {"type": type_, "outputs": outputs}


def pair(name: str, user: str, **pair: str) -> tuple[str, dict[str, Any]]:
    keys = {"access_key": "ACCESS", "secret_key": SECRET, **pair}
    member = MEMBER | {"user": user}
    terms = {"purpose": name.rpartition("/")[2], "label": f"label of {name}", "generation": 2.0}
    return noun("Credentials", name, tenant="acme", member=member, pair=keys, server="aa", **terms)


def test_everything_of_a_tenant_is_read_but_its_secrets() -> None:
    state = previous_state(
        dict(
            [
                noun("TenantRegister", "tenants", tenant="*", tenants={"acme": "protect"}, directory="tenants/dev"),
                noun("Company", "acme", tenant="acme", company="company-id", server="aa", name="Acme"),
                noun("User", "acme", tenant="acme", company="company-id", email="ada@acme.example", server="aa"),
                pair("acme/agent", "admin-id", expire="2027-01-31T00:00:00Z"),
                pair("acme/service-users/bot", "bot-id"),
                noun("LoginDomains", "acme", tenant="acme", member=MEMBER, domains=["acme.example"], server="aa"),
                noun(
                    "LoginWhitelist",
                    "acme",
                    tenant="acme",
                    member=MEMBER,
                    users=["a@x.example"],
                    admins=["b@x.example"],
                ),
            ]
        )
    )
    acme = state.tenants["acme"]
    assert (state.known, state.servers, state.companies) == (True, frozenset({"aa"}), {"acme": "company-id"})
    assert (acme.admin, acme.admin_email, acme.deletion) == ("admin-id", "ada@acme.example", "protect")
    assert (acme.domains, acme.addresses) == (("acme.example",), ("a@x.example", "b@x.example"))
    assert acme.pairs == (
        PreviousPair(
            name="acme/agent",
            user="admin-id",
            purpose="agent",
            label="label of acme/agent",
            generation=2,
            expire=datetime(2027, 1, 31, tzinfo=UTC),
            key=fingerprint("ACCESS"),
        ),
        PreviousPair(
            name="acme/service-users/bot",
            user="bot-id",
            purpose="bot",
            label="label of acme/service-users/bot",
            generation=2,
            key=fingerprint("ACCESS"),
        ),
    )
    assert ("TenantRegister", "tenants") in state.resources
    assert ("Credentials", "acme/agent") in acme.resources
    assert SECRET not in repr(state)


def test_a_half_made_tenant_and_a_state_of_an_older_version_are_read() -> None:
    older = noun("Queue", "acme/default", tenant="acme", member=MEMBER, name="default")
    half = noun("Company", "globex", tenant="globex", name="Globex", deletion="retain")
    state = previous_state(dict([older, half]))
    assert state.servers == frozenset()
    assert (state.tenants["acme"].company, state.tenants["acme"].admin) == ("company-id", "admin-id")
    assert (state.tenants["globex"].company, state.tenants["globex"].deletion) == (None, "retain")


def test_a_new_stack_has_an_empty_state() -> None:
    assert previous_state({}) == PreviousState(known=True)
    assert PreviousTenant().resources == frozenset()


def test_what_the_preflight_needs_is_read_and_the_root_key_pair_is_not_printed() -> None:
    register = noun("TenantRegister", "tenants", tenant="*", tenants={"acme": "protect"}, directory="tenants/dev")
    sso = noun("SsoConfiguration", "acme", tenant="acme", company="company-id", provider_id="keycloak-acme")
    type_ = "pulumi-python:dynamic/generated:Token"
    tokens = {
        f"urn:pulumi:dev::clearml-platform::{type_}::root/{key}": {
            "type": type_,
            "outputs": {"value": f"{SECRET} {key}"},
        }
        for key in ("apiserver_key", "apiserver_secret")
    }
    state = previous_state(dict([register, sso]) | tokens)
    assert state.registered == {"acme"}
    assert state.tenants["acme"].provider_id == "keycloak-acme"
    assert state.root is not None
    assert (state.root.access_key, state.root.secret_key) == (f"{SECRET} apiserver_key", f"{SECRET} apiserver_secret")
    assert SECRET not in repr(state)
    assert previous_state(dict([register])).root is None


def test_namespaces_and_releases_are_read_and_a_missing_guard_marks_an_interrupted_run() -> None:
    prefix, labels = "urn:pulumi:dev::clearml-platform::", {"clearml-platform/stack": "dev"}
    metadata = {"name": "acme-ml", "labels": labels, "uid": "1", "managedFields": [{}]}
    release = {"namespace": "acme-ml", "name": "clearml-enterprise-agent", "description": ""}
    state = previous_state(
        {
            f"{prefix}kubernetes:core/v1:Namespace::acme": {
                "type": "kubernetes:core/v1:Namespace",
                "outputs": {"metadata": metadata},
            },
            f"{prefix}kubernetes:helm.sh/v3:Release::acme/agent": {
                "type": "kubernetes:helm.sh/v3:Release",
                "outputs": release,
            },
            **dict([noun("RunningGuard", "globex")]),
        }
    )
    assert state.namespaces == {"acme-ml": {"name": "acme-ml", "labels": labels}}
    assert state.releases == {"acme/agent": PreviousRelease("acme-ml", "clearml-enterprise-agent")}
    assert state.is_interrupted("acme")
    assert state.is_interrupted(None)
    assert not state.is_interrupted("globex")
