"""Changes of a tenant's workers: each edit of its file updates only the resources concerned, in place."""

from typing import Any

import pytest

from blueprint.values.names import AGENT_CREDENTIALS, TENANT_CREDENTIALS
from tests.live.platform.site import only_updates
from tests.live.platform.tenants import AGENT, GATEWAY, PLATFORM, QUARTER, TenantSite

pytestmark = pytest.mark.engine

AGENT_RELEASE, GATEWAY_RELEASE = ("Release", "acme/agent"), ("Release", "acme/gateway")
AGENT_SECRETS = {("Secret", f"acme/{name}") for name in (AGENT_CREDENTIALS, TENANT_CREDENTIALS)}
HALF_AND_CPU: dict[str, Any] = {"default": {"fraction": 0.5, "maxPods": 2}, "cpu": {"gpu": "none"}}


def test_each_change_touches_only_its_own_in_place(tenants: TenantSite) -> None:
    site = tenants
    site.acme(queues=HALF_AND_CPU)
    site.write("globex", workers={"queues": {"default": {"fraction": 0.25}}})
    site.up().succeeded()
    acme, others = site.workers("acme"), site.workers("globex").pods()

    queues_come_and_go(site)

    site.acme(queues=HALF_AND_CPU, units=2)
    assert only_updates(site.up().succeeded()) == {AGENT_RELEASE, ("ResourceQuota", "acme/tenant")}
    assert acme.hard()["requests.nvidia.com/mig-3g.20gb"] == "4"

    agents = acme.pods_of(AGENT)
    site.acme(queues=HALF_AND_CPU, units=2, host="other.apps.clearml.example")
    assert only_updates(site.up().succeeded()) == {GATEWAY_RELEASE}
    assert site.outputs()["tenants"]["acme"]["gatewayUrl"] == "https://other.apps.clearml.example"
    assert acme.pods_of(AGENT) == agents

    a_new_generation_restarts_its_consumer_alone(site)
    a_suspended_tenant_keeps_its_namespace_only(site)
    assert site.workers("globex").pods() == others
    assert site.preview().succeeded().steps == set()


def queues_come_and_go(site: TenantSite) -> None:
    acme = site.workers("acme")
    site.acme(queues=HALF_AND_CPU | {"small": {"fraction": 0.25}})
    assert site.up().succeeded().steps == {
        ("create", "Queue", "acme/small"),
        ("update", *AGENT_RELEASE),
        ("update", "ResourceQuota", "acme/tenant"),
    }
    assert acme.queues().keys() == {"default", "cpu", "small"}
    assert "created" in acme.task("small", "small")
    assert acme.node("small") == "gpu-a100-0"

    site.acme(queues=HALF_AND_CPU | {"small": {"fraction": 0.25, "maxPods": 1}})
    assert only_updates(site.up().succeeded()) == {AGENT_RELEASE}

    site.acme(queues=HALF_AND_CPU)
    assert site.up().succeeded().steps == {
        ("delete", "Queue", "acme/small"),
        ("update", *AGENT_RELEASE),
        ("update", "ResourceQuota", "acme/tenant"),
    }
    assert acme.queues().keys() == {"default", "cpu"}
    assert acme.hard()[f"requests.{QUARTER}"] == "0"


def a_new_generation_restarts_its_consumer_alone(site: TenantSite) -> None:
    acme = site.workers("acme")
    agents, gateways = acme.pods_of(AGENT), acme.pods_of(GATEWAY)
    before = acme.secret(AGENT_CREDENTIALS)
    keys = {"credentials": {"agent": {"generation": 2}}}
    site.acme(queues=HALF_AND_CPU, units=2, host="other.apps.clearml.example", **keys)
    steps = site.up().succeeded().steps
    assert {step[1:] for step in steps if step[1] not in ("Credentials",)} == AGENT_SECRETS | {AGENT_RELEASE}
    assert {name for _, kind, name in steps if kind == "Credentials"} == {"acme/agent"}
    pair = site.outputs()["tenantCredentials"]["acme"]["agent"]
    after = acme.secret(AGENT_CREDENTIALS)
    assert set(after.values()) == set(pair.values())
    assert set(after.values()).isdisjoint(before.values())
    assert acme.pods_of(AGENT).isdisjoint(agents)
    assert acme.pods_of(GATEWAY) == gateways


def a_suspended_tenant_keeps_its_namespace_only(site: TenantSite) -> None:
    acme = site.workers("acme")
    site.acme(queues=HALF_AND_CPU, state="suspended")
    site.up().succeeded()
    assert acme.ready() == {}
    assert site.namespaces() == PLATFORM | {"acme", "globex"}
    assert site.preview().succeeded().steps == set()

    site.acme(queues=HALF_AND_CPU)
    site.up().succeeded()
    assert acme.ready() == {AGENT: 1, GATEWAY: 1}
