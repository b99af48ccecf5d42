"""A further cluster that does not answer fails the changes of its own tenants, and nothing else."""

import json
from collections.abc import Iterator

import pytest

from tests.live.platform.site import local_chart
from tests.live.platform.tenants import TenantSite

pytestmark = pytest.mark.engine

NOWHERE = "https://127.0.0.1:9"
REASON = "clearml:clusters.west: cannot inspect the cluster of context west: "


@pytest.fixture
def site(tenants: TenantSite) -> Iterator[TenantSite]:
    """A tenant in the platform's cluster, and one in a further cluster; in truth, both are the same."""
    _connect(tenants)
    redis = {"mode": "perTenant", "chart": local_chart("redis")}
    tenants.configure({"clearml:clusters": {"west": {"context": "west"}}, "clearml:redis": redis})
    _write(tenants, "acme", pods=10)
    _write(tenants, "globex", pods=10)
    tenants.up().succeeded()
    yield tenants
    _connect(tenants)


def test_it_fails_the_changes_of_its_own_tenants_alone(site: TenantSite) -> None:
    agents = _pods(site, "acme") - 10
    _connect(site, NOWHERE)
    preview = site.preview().succeeded()
    assert preview.steps == set()
    assert REASON in preview.messages()
    assert "changes of its tenants fail until it answers: globex" in preview.messages()

    _write(site, "acme", pods=11)
    up = site.up().succeeded()
    assert up.steps
    assert all("acme" in name for _, _, name in up.steps)

    _write(site, "acme", pods=12)
    _write(site, "globex", pods=12)
    _write(site, "initech", pods=12)
    failed = site.up().failed()
    assert "unreachable" in failed.messages()
    assert (_pods(site, "acme"), _pods(site, "globex")) == (12 + agents, 10 + agents)
    assert "initech" not in site.namespaces()

    _connect(site)
    site.up().succeeded()
    assert (_pods(site, "globex"), _pods(site, "initech")) == (12 + agents, 12 + agents)
    assert site.preview().succeeded().steps == set()


def _pods(site: TenantSite, slug: str) -> int:
    """The quota of pods: those of the settings, and room for agents."""
    return int(site.workers(slug).hard()["pods"])


def _write(site: TenantSite, slug: str, pods: int) -> None:
    """Write a tenant; all but acme are in the further cluster."""
    workers = {"queues": {"cpu": {"gpu": "none"}}, "quota": {"pods": pods}}
    site.write(slug, workers=workers, **({} if slug == "acme" else {"cluster": "west"}))


def _connect(site: TenantSite, server: str | None = None) -> None:
    """Write a kubeconfig whose context `west` is the same cluster, or one at another address."""
    content = json.loads(site.kube.kubeconfig.read_text())
    (cluster,), (context,) = content["clusters"], content["contexts"]
    west = {**cluster["cluster"], **({} if server is None else {"server": server})}
    content["clusters"].append({"name": "west", "cluster": west})
    content["contexts"].append({"name": "west", "context": {**context["context"], "cluster": "west"}})
    file = site.folder / "kubeconfig"
    file.write_text(json.dumps(content))
    file.chmod(0o600)
    site.environ |= {"KUBECONFIG": str(file)}
