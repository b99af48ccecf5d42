"""The Kubernetes half of a tenant: its resources, their order, and the path of each secret."""

import json
from pathlib import Path
from typing import Any

import pytest

from blueprint.settings.tenant.tenant import TenantSettings
from components.tenant.tenant import Tenant, TenantArgs
from tests.components.recorder import Recorder, in_clear, record
from tests.components.tenant_stack import CHART, content, tenants_of

WORKERS = {
    "queues": {"default": {"fraction": 0.5}},
    "quota": {"gpuUnits": 2},
    "gateway": {"host": "acme.clearml.example"},
}


def test_agent_and_gateway_wait_for_guards_and_secrets_and_the_agent_for_its_queues(tmp_path: Path) -> None:
    after = tenants_of(tmp_path, {"acme": {"workers": WORKERS}}).after
    inside = {"Namespace:acme", "NetworkPolicy:acme/default-deny-ingress", "ResourceQuota:acme/tenant"}
    inside.add("Secret:acme/clearml-registry")
    assert after["Release:acme/agent"] >= inside | {
        "Secret:acme/clearml-agent-credentials",
        "Secret:acme/clearml-redis",
        "Queue:acme/default",
    }
    assert after["Release:acme/gateway"] >= inside | {"Secret:acme/clearml-gateway-credentials"}
    assert "Secret:acme/clearml-agent-credentials" not in after["Release:acme/gateway"]


@pytest.mark.parametrize(
    ("agent", "gateway", "in_values"),
    [
        ({}, {}, {"acme/gateway"}),
        ({"chart": {"version": "6.9.11"}}, {"credentials": "secret"}, {"acme/agent"}),
        ({}, {"credentials": "secret"}, set()),
    ],
)
def test_each_secret_is_in_secrets_and_in_values_of_charts_that_read_no_secret(
    tmp_path: Path, agent: dict[str, Any], gateway: dict[str, Any], in_values: set[str]
) -> None:
    newest = {"chart": {"version": "6.14.6"}}
    workers = {"card": "A100-40GB", "agent": newest | agent, "gateway": {"chart": CHART} | gateway}
    made = tenants_of(tmp_path, {"acme": {"workers": WORKERS}}, workers=workers)
    holders = {one.name for one in made.resources if "hidden" in json.dumps(in_clear(one.inputs))}
    assert holders == in_values | {
        "acme/clearml-agent-credentials",
        "acme/clearml-gateway-credentials",
        "acme/clearml-credentials",
        "acme/clearml-redis",
        "acme/clearml-registry",
        "acme/clearml-registry-listed",
    }


def test_the_tenant_credentials_secret_has_every_pair_and_the_servers_address(tmp_path: Path) -> None:
    made = tenants_of(tmp_path, {"acme": {"workers": WORKERS, "credentials": {"billing": {}}}})
    assert content(made, "acme/clearml-credentials") == {
        "CLEARML_API_HOST": "https://api.clearml.example",
        **{f"{purpose}.accessKey": f"acme/{purpose}-access" for purpose in ("agent", "gateway", "billing")},
        **{f"{purpose}.secretKey": f"acme/{purpose}-hidden" for purpose in ("agent", "gateway", "billing")},
    }


def test_a_suspended_tenant_keeps_its_namespace_and_has_neither_agent_nor_gateway(tmp_path: Path) -> None:
    made = tenants_of(tmp_path, {"acme": {"workers": WORKERS, "state": "suspended"}})
    assert made.of("Release") == {}
    assert made.of("Secret").keys() == {"acme/clearml-registry"}
    assert made.of("ResourceQuota").keys() == {"acme/tenant"}


def test_a_redis_of_its_own_has_a_password_of_its_own_and_precedes_the_agent(tmp_path: Path) -> None:
    redis = {"mode": "perTenant", "chart": CHART}
    made = tenants_of(tmp_path, {"acme": {}, "globex": {}}, "redisPassword", redis=redis)
    assert "Release:acme/redis" in made.after["Release:acme/agent"]
    passwords = {content(made, f"{slug}/clearml-redis")["redis-password"] for slug in ("acme", "globex")}
    assert len(passwords) == 2


def test_another_cluster_may_have_a_namespace_of_the_same_name(tmp_path: Path) -> None:
    files = {"acme": {"workers": {"namespace": "ml"}}, "globex": {"workers": {"namespace": "ml"}, "cluster": "edge"}}
    redis = {"mode": "perTenant", "chart": CHART}
    made = tenants_of(tmp_path, files, "redisPassword", clusters={"edge": {"context": "edge"}}, redis=redis)
    names = [(one.typ, one.name) for one in made.resources]
    assert len(names) == len(set(names))
    providers = {one.name: str(one.provider) for one in made.resources if one.typ.endswith(":Release")}
    assert "::kubernetes-edge::" in providers["globex/agent"]
    assert "::kubernetes::" in providers["acme/agent"]


def before(made: Recorder, resource: str) -> set[str]:
    """Direct and indirect dependencies of a resource."""
    direct = made.after[resource]
    return direct.union(*(before(made, one) for one in direct))


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_the_guard_of_running_tasks_is_deleted_before_the_workers(tmp_path: Path, state: str) -> None:
    workers = {"workers": WORKERS, "state": state}
    made = tenants_of(tmp_path, {"acme": {**workers, "deletion": "delete", "deleteWhileRunning": True}, "globex": {}})
    own = {name for name in made.after if name.split(":")[1].split("/")[0] == "acme"}
    kinds = ("Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "Release", "Secret")
    expected = {name for name in own if name.split(":")[0] in kinds}
    assert {"ResourceQuota:acme/tenant", "Namespace:acme", "Secret:acme/clearml-registry"} <= expected
    assert ({"Release:acme/agent", "Release:acme/gateway"} <= expected) is (state == "active")
    assert before(made, "RunningGuard:acme") >= expected
    assert not [name for name, after in made.after.items() if "RunningGuard:acme" in after]
    (guard,) = (one for one in made.resources if one.typ.endswith(":RunningGuard") and one.name == "acme")
    assert "::clearml::" in str(guard.provider)
    assert guard.inputs["member"] == {"company": "Company:acme", "user": "User:acme"}
    assert (guard.inputs["deletion"], guard.inputs["delete_while_running"]) == ("delete", True)


def test_a_tenant_without_workers_has_no_guard_of_workers() -> None:
    admin = {"name": "Ada Acme", "email": "ada@acme.example"}
    settings = TenantSettings.model_validate({"slug": "acme", "name": "Acme", "admin": admin})
    made = record(lambda: Tenant(TenantArgs(settings=settings)))
    assert made.of("Company").keys() == {"acme"}
    assert made.of("RunningGuard").keys() == {"acme/account"}
