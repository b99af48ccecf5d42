"""What a tenant with workers must have; tenants as the program makes them have it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from policy.rules.pins import unpinned
from policy.rules.resource import StackResource
from policy.rules.tenants import tenant_faults
from tests.components.recorder import Recorder
from tests.components.tenant_stack import tenants_of
from tests.policy.stacks import ACCOUNT, INSIDE, NAMESPACE, WORKERS, made

PARENTS = {"Company": ACCOUNT, "RunningGuard": "clearml:tenant:Tenant", "Release": WORKERS}
TENANTS = {"acme": {"workers": {"quota": {"gpuUnits": 1}}}, "globex": {"deletion": "delete"}, "initech": {}}


def registered(recorder: Recorder) -> list[StackResource]:
    """The resources of the program, in which the recording engine leaves out parents and protection."""
    return [
        made(each.typ, each.name, each.inputs, PARENTS.get(each.typ.rsplit(":", 1)[-1], INSIDE), protect=True)
        for each in recorder.resources
        if not each.typ.startswith("clearml:")
    ]


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> list[StackResource]:
    return registered(tenants_of(tmp_path_factory.mktemp("tenants"), TENANTS))


def texts(stack: list[StackResource]) -> list[str]:
    return [fault.text for fault in tenant_faults(stack)]


def test_tenants_as_the_program_makes_them_pass(stack: list[StackResource]) -> None:
    assert len([each for each in stack if each.type == NAMESPACE]) == 3
    assert texts(stack) == []
    assert [line for each in stack for line in unpinned(each)] == []


def test_a_redis_of_its_own_passes_too(tmp_path: Path) -> None:
    redis = {"mode": "perTenant", "chart": {"version": "1.0.0"}}
    assert texts(registered(tenants_of(tmp_path / "tenants", {"acme": {}}, "redisPassword", redis=redis))) == []


def test_settings_that_open_a_tenant_are_named(tmp_path: Path) -> None:
    isolation = {"isolation": {"enabled": False}}
    opened = texts(registered(tenants_of(tmp_path / "tenants", {"acme": {}}, **isolation)))
    assert len(opened) == 2
    assert all("no network policy limits connections" in text for text in opened)


Broken = Callable[[StackResource], StackResource | None]


def without(kind: str, name: str) -> Broken:
    return lambda each: None if (each.kind, each.name) == (kind, name) else each


def changed(kind: str, name: str, **properties: Any) -> Broken:
    def change(each: StackResource) -> StackResource:
        return (
            replace(each, properties={**each.properties, **properties})
            if (each.kind, each.name) == (kind, name)
            else each
        )

    return change


def open_to_deletion(kind: str, name: str) -> Broken:
    return lambda each: replace(each, protect=False) if (each.kind, each.name) == (kind, name) else each


PRIVILEGED = {"name": "acme", "labels": {"pod-security.kubernetes.io/enforce": "privileged"}}


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        (without("ResourceQuota", "acme/tenant"), "has no ResourceQuota"),
        (changed("ResourceQuota", "acme/tenant", spec={"hard": {}}), "has no ResourceQuota"),
        (without("RunningGuard", "acme"), "RunningGuard acme"),
        (without("RunningGuard", "acme/account"), "RunningGuard acme/account"),
        (changed("Namespace", "acme", metadata={"name": "acme"}), "Pod Security level of namespace acme is not set"),
        (open_to_deletion("Company", "acme"), "Company acme lacks the engine's protection"),
        (open_to_deletion("Namespace", "acme"), "Namespace acme lacks the engine's protection"),
        (open_to_deletion("RunningGuard", "acme/account"), "RunningGuard acme/account lacks"),
    ],
)
def test_what_is_missing_is_named(stack: list[StackResource], broken: Broken, text: str) -> None:
    [found] = texts([kept for each in stack if (kept := broken(each)) is not None])
    assert found.startswith("tenant acme: ")
    assert text in found


def test_a_privileged_namespace_is_named(stack: list[StackResource]) -> None:
    name = next(each for each in stack if each.type == NAMESPACE and each.name == "acme").value("metadata.name")
    level = changed("Namespace", "acme", metadata=PRIVILEGED | {"name": name})
    [found] = texts([kept for each in stack if (kept := level(each)) is not None])
    assert "is privileged; expected baseline or restricted" in found


def test_tenants_that_may_be_deleted_need_no_protection(stack: list[StackResource]) -> None:
    assert texts([replace(each, protect=False) if each.tenant == "globex" else each for each in stack]) == []


def test_cilium_policies_count_by_what_they_limit(stack: list[StackResource]) -> None:
    others = [each for each in stack if not (each.kind.endswith("NetworkPolicy") and each.tenant == "acme")]
    where = next(each for each in stack if each.type == NAMESPACE and each.name == "acme").value("metadata.name")
    spec: dict[str, Any] = {"endpointSelector": {}, "ingress": [], "egress": []}
    policy = {"metadata": {"name": "all", "namespace": where}, "spec": spec}
    assert len(texts(others)) == 2
    assert texts([*others, made("kubernetes:cilium.io/v2:CiliumNetworkPolicy", "acme/all", policy, INSIDE)]) == []
