"""What leaves the stack with data, and what does not count as leaving."""

from dataclasses import replace

import pytest

from policy.rules.deletions import deletions, removals
from policy.rules.resource import StackResource
from tests.policy.stacks import ACCOUNT, NAMESPACE, NOUN, WORKERS, company, made, namespace, register, release

PLATFORM = "clearml:platform:Platform$clearml:platform:"
GUARDED = [
    company("acme"),
    namespace("acme"),
    made(NAMESPACE, "clearml", {"metadata": {"name": "clearml"}}, "clearml:platform:Isolation"),
    made("kubernetes:core/v1:PersistentVolumeClaim", "acme/data", {}, WORKERS),
    release("clearml-enterprise", f"{PLATFORM}ControlPlane"),
    release("my-own-name", f"{PLATFORM}ControlPlane"),
    release("redis", f"{PLATFORM}SharedRedis"),
    release("clearml-billing", f"{PLATFORM}Billing"),
    release("acme/redis", WORKERS),
]
OTHERS = [
    release("acme/agent", WORKERS),
    release("acme/gateway", WORKERS),
    release("gpu-operator", f"{PLATFORM}Gpu"),
    made(f"{NOUN}Credentials", "acme/agent", {}, ACCOUNT),
    made(f"{NOUN}Queue", "acme/default", {}, ACCOUNT),
    made("clearml:tenant:Namespace", "acme", {}, WORKERS),
]


@pytest.mark.parametrize("resource", GUARDED, ids=lambda each: f"{each.kind} {each.name}")
def test_what_holds_data_is_a_loss(resource: StackResource) -> None:
    [loss] = deletions([resource, *OTHERS], OTHERS)
    assert (loss.verb, loss.name, loss.urn) == ("delete", resource.name, resource.urn)
    assert loss.text.startswith("the platform: " if resource.tenant is None else "tenant acme: ")


@pytest.mark.parametrize("resource", OTHERS, ids=lambda each: f"{each.kind} {each.name}")
def test_what_can_be_made_again_is_none(resource: StackResource) -> None:
    assert list(deletions([resource], [])) == []


def test_what_stays_or_moves_under_an_alias_is_none() -> None:
    old = company("acme")
    moved = replace(company("acme-labs"), aliases=frozenset({old.urn}))
    assert list(deletions([old], [old])) == []
    assert list(deletions([old], [moved])) == []


def test_a_company_that_stays_on_the_server_is_named_so() -> None:
    [loss] = deletions([company("acme", deletion="retain")], [])
    assert "stays on the server" in loss.text


def test_the_register_shows_removals_before_anything_is_deleted() -> None:
    before = [company("acme"), company("globex"), company("initech"), namespace("acme")]
    [loss] = removals(before, register("globex", "initrode", initrode="initech"))
    assert (loss.word, loss.name) == ("company", "acme")


def test_only_the_register_of_tenants_shows_them() -> None:
    guard = made(f"{NOUN}TenantRegister", "protected", {"tenants": {}})
    assert list(removals([company("acme")], guard)) == []
    assert list(removals([company("acme")], made(f"{NOUN}TenantRegister", "tenants", {}))) == []
