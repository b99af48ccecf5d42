"""A stack of tenants alone, next to the stack of the platform, which it describes and never changes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.platform.site import Site
from tests.live.platform.tenants import AGENT, GATEWAY, PLATFORM, TenantSite
from tests.sandbox.clearml.process import Simulator
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine


@pytest.fixture
def beside(tenants: TenantSite, blank: Path, tmp_path: Path, kube: Kube, server: Simulator) -> Iterator[TenantSite]:
    """The tenants' stack; `tenants` is the platform's, which is up."""
    tenants.configure({"clearml:scope": "platform"})
    tenants.up().succeeded()
    shutil.copytree(blank, tmp_path / "beside", symlinks=True, ignore=shutil.ignore_patterns("home"))
    made = TenantSite(tmp_path / "beside", server.url, kube)
    made.configure({"clearml:scope": "tenants"})
    made.store("registryToken")
    password = tenants.outputs()["platformCredentials"]["redisPassword"]
    made.pulumi("config", "set", "--secret", "clearml:redisPassword", stdin=password)
    yield made
    made.destroy().succeeded()


def test_tenants_come_and_go_without_changes_to_the_platform(tenants: TenantSite, beside: TenantSite) -> None:
    platform, before = running(tenants), tenants.cluster_wide()
    assert tenants.namespaces() == PLATFORM
    beside.acme()
    up = beside.up().succeeded()
    assert not {kind for _, kind, _ in up.steps} & {"Platform", "ControlPlane", "SharedRedis", "ApiReady"}
    assert beside.workers("acme").ready() == {AGENT: 1, GATEWAY: 1}
    assert beside.preview().succeeded().steps == set()
    assert tenants.preview().succeeded().steps == set()

    beside.destroy().succeeded()
    assert running(tenants) == platform
    assert tenants.cluster_wide() == before


def running(site: Site) -> set[str]:
    """Unique ids of the platform's pods."""
    return {one["metadata"]["uid"] for namespace in PLATFORM for one in site.kube.get("pods", namespace)}
