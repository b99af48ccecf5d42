"""What the registration of a resource replaces."""

from dataclasses import replace

import pytest

from policy.rules.approvals import Loss
from policy.rules.replacements import replacements
from policy.rules.resource import UNKNOWN, StackResource
from tests.policy.stacks import WORKERS, admin, company, made, namespace, release

VOLUME = "kubernetes:core/v1:PersistentVolumeClaim"
SERVER = "clearml:platform:Platform$clearml:platform:ControlPlane"
SPEC = {"accessModes": ["ReadWriteOnce"], "storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}


def volume(**spec: object) -> StackResource:
    return made(VOLUME, "acme/data", {"metadata": {"name": "data", "namespace": "acme"}, "spec": SPEC | spec}, WORKERS)


def losses(*before: StackResource, now: StackResource) -> list[Loss]:
    return list(replacements({each.urn: each for each in before}, now))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (namespace("acme"), namespace("acme", "acme-2"), "metadata.name"),
        (volume(), volume(storageClassName="slow"), "spec.storageClassName"),
        (volume(), volume(accessModes=["ReadWriteMany"]), "spec.accessModes"),
        (release("clearml-enterprise", SERVER), release("clearml-enterprise", SERVER, namespace="new"), "namespace"),
        (release("acme/redis", WORKERS), release("acme/redis", WORKERS, name=UNKNOWN), "name"),
        (namespace("acme", cluster="a"), namespace("acme", cluster="b"), "another cluster"),
        (namespace("acme", cluster="a"), namespace("acme", cluster=UNKNOWN), "another cluster"),
    ],
)
def test_a_change_that_replaces_is_a_loss(old: StackResource, new: StackResource, reason: str) -> None:
    [loss] = losses(old, now=new)
    assert (loss.verb, loss.name) == ("replace", new.name)
    assert reason in loss.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (namespace("acme"), namespace("acme")),
        (volume(), volume(resources={"requests": {"storage": "2Gi"}})),
        (release("clearml-enterprise", SERVER), release("clearml-enterprise", SERVER, version="2.0.0")),
        (release("acme/agent", WORKERS), release("acme/agent", WORKERS, namespace="new")),
        (namespace("acme"), namespace("acme", cluster="a")),
        (namespace("globex"), namespace("acme", "acme-2")),
    ],
)
def test_any_other_change_is_none(old: StackResource, new: StackResource) -> None:
    assert losses(old, now=new) == []


@pytest.mark.parametrize("company_id", [UNKNOWN, "company-other", None])
def test_an_admin_in_another_company_shows_its_replacement(company_id: object) -> None:
    before = (company("acme"), company("globex"), admin("acme", "company-acme"))
    [loss] = losses(*before, now=admin("acme", company_id))
    assert (loss.word, loss.name) == ("company", "acme")


def test_an_admin_who_stays_or_is_renamed_with_the_tenant_shows_none() -> None:
    before = (company("acme"), admin("acme", "company-acme"))
    moved = replace(admin("acme-labs", "company-acme"), aliases=frozenset({before[1].urn}))
    assert losses(*before, now=before[1]) == []
    assert losses(*before, now=moved) == []


def test_a_resource_that_moved_is_compared_with_what_it_was() -> None:
    old = namespace("acme")
    moved = replace(namespace("acme-labs", "acme-labs"), aliases=frozenset({old.urn}))
    [loss] = losses(old, now=moved)
    assert loss.name == "acme-labs"
