"""The Kubernetes half of tenants: three are created, one is removed without a trace, and quotas refuse excess pods."""

import pytest

from tests.live.platform import canary, judged, rendered, reviewer, secret_consumer
from tests.live.platform.tenants import AGENT, GATEWAY, HALF, PLATFORM, QUARTER, TenantSite
from tests.live.tenants.holdings import NOTHING, holdings
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TENANTS = ("acme", "globex", "initech")
IN_ORDER = [("Namespace", "acme"), ("ServiceAccount", "acme/default"), ("Release", "acme/agent")]


def test_three_tenants_are_created_and_one_is_removed_without_a_trace(tenants: TenantSite, server: Simulator) -> None:
    site, before = tenants, tenants.cluster_wide()
    site.three()
    with canary.command_lines() as lines:
        up = site.up().succeeded()
    assert {operation for operation, _, _ in up.steps} == {"create"}
    assert up.in_order("create", IN_ORDER)
    assert site.namespaces() == PLATFORM | set(TENANTS)
    judged.judged(site)
    assert rendered.differences(site) == []
    assert site.workers("acme").ready() == {AGENT: 1, GATEWAY: 1}
    assert site.workers("globex").ready() == site.workers("initech").ready() == {AGENT: 1}
    no_secret_is_in_clear(site, {"up": up.text, "command lines": "\n".join(lines)})
    secret_consumer.reads_one_tenant_only(site, server)
    reviewer.previews_without_writing(site, server)
    quotas_refuse_and_admit(site)

    others = {slug: site.workers(slug).pods() for slug in ("acme", "initech")}
    with_globex = site.cluster_wide()
    site.remove("globex")
    gone = site.up().succeeded()
    assert {step for step in gone.steps if step[0] != "delete"} == {("update", "TenantRegister", "tenants")}
    assert all("globex" in name for operation, _, name in gone.steps if operation == "delete")
    assert with_globex - site.cluster_wide() == {("namespaces", "globex")}
    assert set(site.outputs()["tenants"]) == {"acme", "initech"}
    assert holdings(server, "Globex") == NOTHING
    assert {slug: site.workers(slug).pods() for slug in others} == others
    assert site.preview().succeeded().steps == set()

    destroyed = site.destroy().succeeded()
    assert destroyed.in_order("delete", [("Release", "acme/agent"), ("Release", "redis")])
    assert site.cluster_wide() == before


def no_secret_is_in_clear(site: TenantSite, texts: dict[str, str]) -> None:
    """Key pairs and passwords are in the tenant's Kubernetes Secrets and in encrypted state only.

    The gateway's pair is in its release's values, so that Helm's Secret in the tenant's namespace has it too.
    """
    pairs = {
        f"{slug}/{purpose}": pair["secretKey"]
        for slug, purposes in site.outputs()["tenantCredentials"].items()
        for purpose, pair in purposes.items()
        if purpose != "serviceUsers"
    }
    secrets = pairs | {"token": site.secret["registryToken"]}
    assert pairs.keys() == {"acme/agent", "acme/gateway", "globex/agent", "initech/agent"}
    texts |= {"state": site.export(), "preview": site.preview("--diff").text} | canary.objects(site.kube)
    assert canary.places(secrets, texts | canary.files(site.folder)) == {}
    of_gateway = {place for place in canary.releases(site.kube) if f"acme/sh.helm.release.v1.{GATEWAY}." in place}
    assert canary.places(secrets, canary.releases(site.kube)) == {place: {"acme/gateway"} for place in of_gateway}
    for place, names in canary.places(pairs, canary.kept_secrets(site.kube)).items():
        assert {name.partition("/")[0] for name in names} == {place.partition("/")[0]}, place


def quotas_refuse_and_admit(site: TenantSite) -> None:
    """Pods of tasks as the agent makes them are admitted; larger ones are refused."""
    acme, initech = site.workers("acme"), site.workers("initech")
    assert acme.queues().keys() == {"default", "cpu"}
    assert "created" in acme.task("half", "default")
    assert acme.node("half") == "gpu-a100-0"
    assert "created" in acme.task("none", "cpu")
    for other in (QUARTER, "nvidia.com/mig-1g.5gb", "nvidia.com/gpu"):
        assert "exceeded quota" in acme.task("other", "default", asking=other), other
        assert f"requests.{other}=1" in acme.task("other", "default", asking=other)
    assert "exceeded quota" in site.workers("globex").task("half", "default", asking=HALF)

    # The quota is half a card, tasks are quarters: the third task exceeds it.
    for name in ("first", "second"):
        assert "created" in initech.task(name, "default")
        assert initech.node(name) == "gpu-a100-0"
    assert f"requests.{QUARTER}=1" in initech.task("third", "default")
    # The quota leaves room for a second agent, which an upgrade needs.
    assert initech.hard()["pods"] == "4"
    assert "created" in initech.task("fourth", "default", asking="cpu")
    assert "pods=1, used: pods=4" in initech.task("fifth", "default", asking="cpu")
