"""What a run does first in namespaces that an interrupted destroy or removal left behind."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pulumi
import pytest

from components.cluster import left_behind
from components.cluster.left_behind import UNCLAIMED, LeftNamespaces
from components.shared.previous import PreviousState, ResourceName
from tests.components.kubectl_stub import KubectlStub

METADATA = {"name": "acme", "labels": {"clearml-platform/stack": "test"}}
GUARD = ("RunningGuard", "acme")
SECRET = {"kind": "Secret", "metadata": {"name": "clearml-credentials", "resourceVersion": "1", "managedFields": [{}]}}
POLICY = {"kind": "NetworkPolicy", "metadata": {"name": "allow-web", "managedFields": [{}]}}
NAMESPACE = {"kind": "Namespace", "metadata": {"name": "acme", "managedFields": [{}]}}


@pytest.fixture(autouse=True)
def messages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(pulumi.log, "warn", found.append)
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: False)
    return found


def repaired(
    exists: Mapping[str, bool],
    *resources: ResourceName,
    objects: tuple[Any, ...] = (),
    known: bool = True,
    answer: str = "",
) -> KubectlStub:
    """The commands after a repair. `exists` maps each namespace to whether it is being deleted."""
    kubectl = KubectlStub(objects=objects, answer=answer)
    namespaces = {"acme": METADATA} if ("Namespace", "acme") in resources else {}
    previous = PreviousState(known=known, resources=frozenset(resources), namespaces=namespaces)
    left = LeftNamespaces(kubectl=kubectl, tenants={"acme": "acme"}, is_terminating=exists, previous=previous)
    asyncio.run(left.repair())
    return kubectl


@pytest.mark.parametrize("exists", [{}, {"acme": True}])
def test_a_namespace_of_the_state_that_is_gone_is_created_with_its_labels(
    exists: dict[str, bool], messages: list[str]
) -> None:
    kubectl = repaired(exists, ("Namespace", "acme"))
    assert kubectl.contents == [{"apiVersion": "v1", "kind": "Namespace", "metadata": METADATA}]
    assert "creating it again" in messages[0]


def test_a_namespace_that_does_not_end_is_reported_and_left(
    messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_behind, "WAIT_SECONDS", 0)
    monkeypatch.setattr(pulumi.log, "info", messages.append)
    assert repaired({"acme": True}, ("Namespace", "acme"), answer="namespace/acme").commands == []
    assert "namespace acme is still being deleted: see which finalizer: kubectl get namespace acme" in messages[-1]


def test_a_namespace_that_was_deleted_by_hand_needs_a_refresh(messages: list[str]) -> None:
    kubectl = repaired({}, ("Namespace", "acme"), ("Secret", "acme/clearml-credentials"), GUARD)
    assert kubectl.commands == []
    assert "pulumi up --refresh" in messages[0]


def test_objects_that_the_state_does_not_have_are_released(messages: list[str]) -> None:
    known = (("Namespace", "acme"), ("NetworkPolicy", "acme/allow-web"))
    [content] = repaired({"acme": False}, *known, objects=(SECRET, POLICY)).contents
    [secret] = content["items"]
    assert secret["metadata"] == {"name": "clearml-credentials", "resourceVersion": "1", "managedFields": UNCLAIMED}
    assert "Secret clearml-credentials" in messages[0]
    assert "NetworkPolicy" not in messages[0]


def test_a_namespace_that_the_state_does_not_have_is_released_too() -> None:
    [content] = repaired({"acme": False}, objects=(SECRET, NAMESPACE)).contents
    assert [one["kind"] for one in content["items"]] == ["Secret", "Namespace"]


def test_nothing_is_done_for_a_complete_tenant_a_new_stack_or_an_unknown_state() -> None:
    assert repaired({"acme": False}, ("Namespace", "acme"), GUARD, objects=(SECRET,)).commands == []
    assert repaired({}).commands == []
    assert repaired({"acme": False}, known=False, objects=(SECRET,)).commands == []


def test_a_preview_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulumi.runtime, "is_dry_run", lambda: True)
    assert repaired({}, ("Namespace", "acme")).commands == []
    assert repaired({"acme": False}, objects=(SECRET,)).commands == []
