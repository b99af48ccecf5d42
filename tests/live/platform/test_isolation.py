"""Locked egress on the real engine: how a stack that was open gets its policies, and how Cilium's kind takes over."""

from pathlib import Path
from typing import Any

import pytest

from tests.live.platform.tenants import AGENT, GATEWAY, TenantSite

pytestmark = pytest.mark.engine
CRD = Path(__file__).parents[2] / "blueprint/values/cilium_crd.yaml"
PLAIN, CILIUM = "networkpolicies.networking.k8s.io", "ciliumnetworkpolicies.cilium.io"
OF_TENANT, OF_SERVER = {"allow-egress", "allow-egress-of-agent"}, {"allow-egress-of-tasks"}


def egress(site: TenantSite, kind: str, namespace: str) -> set[str]:
    """Names of the egress policies of one kind in a namespace."""
    found = site.kube.get(kind, namespace)
    return {one["metadata"]["name"] for one in found if {"egress", "egressDeny"} & set(one["spec"])}


def workers(site: TenantSite, **more: Any) -> dict[str, object]:
    section = site.whole()["clearml:workers"]
    assert isinstance(section, dict)
    return {"clearml:workers": section | more}


def test_an_open_stack_is_locked_by_new_policies_alone_and_cilium_takes_over(tenants: TenantSite) -> None:
    site = tenants
    site.acme()
    site.configure(workers(site, egress={"locked": False}))
    site.up().succeeded()
    assert not egress(site, PLAIN, "acme")
    pods = site.workers("acme").pods()

    site.configure(workers(site))
    locked = site.up().succeeded()
    assert {(operation, kind) for operation, kind, _ in locked.steps} == {("create", "NetworkPolicy")}
    assert {name.split("/")[-1] for _, _, name in locked.steps} == OF_TENANT | OF_SERVER
    assert egress(site, PLAIN, "acme") == OF_TENANT
    assert egress(site, PLAIN, "clearml") == OF_SERVER

    site.kube.kubectl("apply", "-f", str(CRD))
    site.kube.kubectl("wait", "--for=condition=Established", f"crd/{CILIUM}", "--timeout=30s")
    site.up().succeeded()
    assert egress(site, CILIUM, "acme") == OF_TENANT | {"deny-api-to-tasks"}
    assert egress(site, CILIUM, "clearml") == OF_SERVER | {"deny-api-to-tasks"}
    assert not egress(site, PLAIN, "acme")
    assert site.preview().succeeded().steps == set()
    assert site.workers("acme").pods() == pods
    assert site.workers("acme").ready() == {AGENT: 1, GATEWAY: 1}


def test_policies_on_images_and_nodes_end_with_their_tenant(tenants: TenantSite) -> None:
    site = tenants
    kind = "validatingadmissionpolicies"
    site.configure(workers(site, images=["docker.io/library"], storageClasses=["fast"]))
    site.write("acme", workers={"queues": {"default": {}}})
    site.up().succeeded()
    made = {one["metadata"]["name"] for one in site.kube.get(kind)}
    assert made == {"clearml-acme-images", "clearml-acme-storage-classes"}
    assert site.workers("acme").ready() == {AGENT: 1}

    site.remove("acme")
    site.up().succeeded()
    assert site.kube.get(kind) == []
