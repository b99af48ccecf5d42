"""A tenant file becomes ClearML resources: their number, inputs and dependencies."""

from typing import Any

import pulumi

from blueprint.settings.tenant.tenant import TenantSettings
from components.tenant.account import Account, AccountArgs
from tests.components.recorder import Recorder, record

ADMIN = {"name": "Ada Acme", "email": "Ada@Acme.example"}


def account_of(**keys: Any) -> Recorder:
    tenant = TenantSettings.model_validate({"slug": "acme", "name": "Acme Research", "admin": ADMIN} | keys)
    return record(lambda: Account("acme", AccountArgs(tenant=tenant, sso_client_secret=pulumi.Output.secret("x"))))


def test_a_minimal_tenant_is_a_company_an_admin_and_two_key_pairs() -> None:
    made = account_of()
    kinds = sorted(args.typ.rsplit(":", 1)[-1] for args in made.resources)
    assert kinds == ["Account", "Company", "Credentials", "Credentials", "User"]
    assert made.of("Company")["acme"]["name"] == "Acme Research"
    assert made.of("User")["acme"]["email"] == "ada@acme.example"


def test_omitted_settings_are_not_managed() -> None:
    company = account_of().of("Company")["acme"]
    assert not {"allowed_users", "features", "exclude_features", "cookie_domain", "adopt"} & {
        key for key, value in company.items() if value is not None
    }


def test_everything_inside_a_company_acts_for_its_admin() -> None:
    made = account_of(
        login={"domains": ["acme.example"], "users": ["b@x.example"]}, workers={"queues": {"default": {}}}
    )
    for kind in ("Credentials", "LoginDomains", "LoginWhitelist", "Queue"):
        for inputs in made.of(kind).values():
            assert inputs["member"] == {"company": "Company:acme", "user": "User:acme"}


def test_labels_hold_project_stack_tenant_purpose_and_generation() -> None:
    made = account_of(credentials={"agent": {"generation": 3}})
    assert made.of("Credentials")["acme/agent"]["label"] == "clearml-platform:dev:acme:agent:g3"
    assert made.of("Credentials")["acme/gateway"]["label"] == "clearml-platform:dev:acme:gateway:g1"
    assert made.of("Company")["acme"]["label"] == "clearml-platform:dev:acme:"


def test_a_suspended_tenant_keeps_queues_and_has_neither_keys_nor_login_rules() -> None:
    made = account_of(state="suspended", login={"domains": ["acme.example"]}, workers={"queues": {"default": {}}})
    assert made.of("Queue").keys() == {"acme/default"}
    assert not made.of("Credentials")
    assert not made.of("LoginDomains")


def test_an_identity_provider_gets_its_secret_as_a_secret() -> None:
    provider = {"kind": "keycloak", "id": "acme", "configuration": {"client_id": "clearml"}}
    made = account_of(login={"sso": {"tenant": "acme-idp", "provider": provider}})
    sso = made.of("SsoConfiguration")["acme"]
    assert (sso["external_tenant"], sso["provider_id"]) == ("acme-idp", "acme")
    assert pulumi.runtime.rpc.is_rpc_secret(sso["client_secret"]) or sso["client_secret"] == "x"


def test_names_of_two_tenants_never_collide() -> None:
    made = account_of(workers={"queues": {"b-cd": {}}})
    assert set(made.of("Queue")) == {
        "acme/b-cd"
    }  # a slug contains no slash, so acme + b-cd can never equal acme-b + cd


def test_the_label_of_a_pair_that_expires_contains_its_lifetime() -> None:
    made = account_of(credentials={"agent": {"expiresInDays": 90}})
    assert made.of("Credentials")["acme/agent"]["label"] == "clearml-platform:dev:acme:agent:g1:90d"


SERVICE_USERS = {"ci": {"generation": 2, "expiresInDays": 90}, "robot": {"name": "The robot", "runAsOwner": True}}


def test_a_service_user_has_a_key_pair_of_its_own() -> None:
    made = account_of(serviceUsers=SERVICE_USERS)
    users, pairs = made.of("ServiceUser"), made.of("Credentials")
    assert {name: user["name"] for name, user in users.items()} == {"acme/ci": "ci", "acme/robot": "The robot"}
    assert users["acme/robot"]["run_as_owner"] is True
    assert users["acme/ci"]["member"] == {"company": "Company:acme", "user": "User:acme"}
    pair = pairs["acme/service-users/ci"]
    assert pair["member"] == {"company": "Company:acme", "user": "ServiceUser:acme/ci"}
    assert pair["label"] == "clearml-platform:dev:acme:service-user-ci:g2:90d"
    assert pair["label"].startswith(users["acme/ci"]["label"])


def test_a_suspended_tenants_service_users_have_no_key_pairs() -> None:
    made = account_of(state="suspended", serviceUsers=SERVICE_USERS)
    assert set(made.of("ServiceUser")) == {"acme/ci", "acme/robot"}
    assert not made.of("Credentials")


def test_a_group_names_service_users_by_their_ids() -> None:
    made = account_of(
        serviceUsers={"ci": {}}, groups={"scientists": {"users": ["Bob@x.example"], "serviceUsers": ["ci"]}}
    )
    group = made.of("UserGroup")["acme/scientists"]
    assert (group["users"], group["service_users"]) == (["bob@x.example"], ["ServiceUser:acme/ci"])
    assert group["member"] == {"company": "Company:acme", "user": "User:acme"}
