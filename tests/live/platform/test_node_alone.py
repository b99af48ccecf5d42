"""A GPU node that cannot enter MIG mode fails the run after everything of the tenants is done."""

import pytest

from tests.live.platform.tenants import TenantSite

pytestmark = pytest.mark.engine

NODE = "gpu-h100-0"


def test_a_node_without_device_plugin_stops_no_tenant(tenants: TenantSite) -> None:
    site = tenants
    site.environ |= {"MIG_POD_SECONDS": "0"}
    site.settings("gpu", nodes={NODE: {"card": "H100-80GB"}})
    site.write("acme", workers={"queues": {"cpu": {"gpu": "none"}}, "quota": {"pods": 10}})
    failed = site.up().failed()
    assert any(f"node {NODE}: no running device plugin pod" in problem for problem in failed.problems())
    assert ("create", "Release", "acme/agent") in failed.steps
    assert site.workers("acme").ready() == {"clearml-enterprise-agent": 1}

    before = int(site.workers("acme").hard()["pods"])
    site.configure({"clearml:gpu": {"operator": None, "cdmo": None}})
    site.write("acme", workers={"queues": {"cpu": {"gpu": "none"}}, "quota": {"pods": 11}})
    site.up().succeeded()
    assert int(site.workers("acme").hard()["pods"]) == before + 1
    assert site.preview().succeeded().steps == set()
