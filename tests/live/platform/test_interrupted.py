"""Destroys, removals and installs that stop half-way, of tenants with workers: the next `pulumi up` completes them.

All but one share a stack, which every test leaves whole.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.live.platform.background import Background
from tests.live.platform.interruption import Command, Interruption
from tests.live.platform.tenants import AGENT, GATEWAY, TenantSite
from tests.live.tenants.conftest import SUPERVISOR
from tests.live.tenants.holdings import NOTHING, holdings
from tests.sandbox.clearml.process import Simulator, simulator
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

TIMEOUT = 30
"""Time limit of a release, in seconds, the shortest possible. The next run waits so long for a plugin that is left."""


def opened(blank: Path, folder: Path, server: Simulator, kube: Kube) -> TenantSite:
    """A new stack with one tenant, created."""
    shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
    made = TenantSite(folder, server.url, kube)
    made.store("registryToken")
    made.settings("workers", agent={"chart": {"timeoutSeconds": TIMEOUT}})
    made.acme()
    made.up().succeeded()
    return made


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with simulator(profile="enterprise", supervisor=SUPERVISOR) as running:
        yield running


@pytest.fixture(scope="module")
def site(blank: Path, tmp_path_factory: pytest.TempPathFactory, kube: Kube, server: Simulator) -> Iterator[TenantSite]:
    """The stack that the tests share."""
    made = opened(blank, tmp_path_factory.mktemp("shared") / "stack", server, kube)
    yield made
    made.destroy().succeeded()


@pytest.fixture
def acme(site: TenantSite) -> Interruption:
    return Interruption(site, "acme")


def test_a_destroy_that_the_server_refuses(blank: Path, tmp_path: Path, kube: Kube) -> None:
    """A server before 3.30 cannot delete companies."""
    with simulator(profile="enterprise", supervisor=SUPERVISOR, server_version="3.28") as old:
        site = opened(blank, tmp_path / "stack", old, kube)
        assert "tenants.delete_tenant" in site.destroy().failed().messages()
        up = site.up().succeeded()
        assert "namespace acme: an interrupted run left Secret clearml-agent-credentials, " in up.messages()
        check_whole(site, old, "acme")
        site.acme(deletion="retain")
        site.up().succeeded()
        site.destroy().succeeded()


def test_a_destroy_stopped_in_the_deletion_of_the_namespace(
    site: TenantSite, server: Simulator, acme: Interruption
) -> None:
    acme.hold("configmap", "stuck")
    running = site.start("destroy", "--yes", "--skip-preview")
    acme.until(acme.is_terminating)
    acme.stop(running)

    up = Background(site, "up", "--yes", "--skip-preview")
    up.until_printed("namespace acme is still being deleted: waiting up to 300 s")
    acme.release("configmap", "stuck")
    assert "namespace acme: an interrupted run deleted it: creating it again" in up.finished().succeeded().messages()
    check_whole(site, server, "acme")


def test_a_removal_killed_in_the_deletion_of_the_namespace(
    site: TenantSite, server: Simulator, acme: Interruption
) -> None:
    acme.hold("configmap", "stuck")
    site.remove("acme")
    running = site.start("up", "--yes", "--skip-preview")
    acme.until(acme.is_terminating)
    acme.kill(running)
    acme.release("configmap", "stuck")
    acme.until(acme.is_gone)
    site.acme()
    assert "namespace acme: an interrupted run deleted it: creating it again" in site.up().succeeded().messages()
    check_whole(site, server, "acme")


def test_a_removal_killed_in_the_uninstall_of_a_release(
    site: TenantSite, server: Simulator, acme: Interruption
) -> None:
    acme.kill(uninstalling(site, acme))
    acme.release("deployment", AGENT)
    acme.age(AGENT)

    site.acme()
    up = site.up().succeeded()
    assert ("update", "Release", "acme/agent") in up.steps
    assert "with status uninstalling: continuing from it" in up.messages()
    check_whole(site, server, "acme")


def test_a_removal_whose_plugin_finished_the_uninstall(site: TenantSite, server: Simulator, acme: Interruption) -> None:
    plugin_uninstalls(site, acme)
    site.acme()
    assert ("update", "Release", "acme/agent") in site.up().succeeded().steps
    check_whole(site, server, "acme")

    plugin_uninstalls(site, acme)
    site.up().succeeded()
    assert "acme" not in site.namespaces()
    assert holdings(server, "Acme") == NOTHING
    site.acme()
    site.up().succeeded()


def test_an_install_that_was_killed_is_repeated_and_delays_no_other_tenant(site: TenantSite, server: Simulator) -> None:
    globex = Interruption(site, "globex")
    site.write("globex")
    with globex.no_pods():
        running = site.start("up", "--yes", "--skip-preview")
        globex.until(lambda: globex.history(AGENT) == ["pending-install"])
        globex.kill(running)
    site.write("initech")
    up = Background(site, "up", "--yes", "--skip-preview")
    up.until(lambda: site.workers("initech").ready() == {AGENT: 1})
    assert globex.history(AGENT) == ["pending-install"]
    globex.age(AGENT)
    messages = up.finished().succeeded().messages()
    assert "release globex/clearml-enterprise-agent: an interrupted run left it half installed" in messages
    check_whole(site, server, "globex")


def test_an_install_that_a_plugin_finished_is_made_anew(site: TenantSite, server: Simulator) -> None:
    umbrella = Interruption(site, "umbrella")
    site.write("umbrella")
    with umbrella.no_pods():
        running = site.start("up", "--yes", "--skip-preview")
        umbrella.until(lambda: umbrella.history(AGENT) == ["pending-install"])
        umbrella.kill_engine(running)
    umbrella.until(lambda: umbrella.history(AGENT) == ["deployed"])
    umbrella.end_plugins(running)
    up = site.up().succeeded()
    assert "left it at revision 1 (deployed), not in the state: removing it before the new install" in up.messages()
    check_whole(site, server, "umbrella")


def test_a_state_older_than_the_tenant(site: TenantSite, server: Simulator) -> None:
    older = site.export()
    site.write("hooli")
    site.up().succeeded()
    before = site.workers("hooli").pods_of(AGENT)
    site.pulumi("stack", "import", stdin=older)
    site.up().succeeded()
    assert site.workers("hooli").pods_of(AGENT).isdisjoint(before)
    check_whole(site, server, "hooli")


def uninstalling(site: TenantSite, acme: Interruption) -> Command:
    """The removal of the tenant, at the moment when Helm waits for the end of the agent."""
    acme.hold("deployment", AGENT)
    site.remove("acme")
    running = site.start("up", "--yes", "--skip-preview")
    acme.until(lambda: acme.history(AGENT)[-1:] == ["uninstalling"])
    return running


def plugin_uninstalls(site: TenantSite, acme: Interruption) -> None:
    """Kill the engine in the uninstall, which its plugin finishes."""
    running = uninstalling(site, acme)
    acme.kill_engine(running)
    acme.release("deployment", AGENT)
    acme.until(lambda: acme.history(AGENT) == [])
    acme.end_plugins(running)


def check_whole(site: TenantSite, server: Simulator, slug: str) -> None:
    """Agent and gateway run with the key pairs in the outputs, and nothing is left to do."""
    workers, pairs = site.workers(slug), site.outputs()["tenantCredentials"][slug]
    parts = {"agent": AGENT, "gateway": GATEWAY} if slug == "acme" else {"agent": AGENT}
    assert workers.ready() == dict.fromkeys(parts.values(), 1)
    listed = {row["access_key"] for row in server.state()["credentials"]}
    for purpose in parts:
        assert pairs[purpose]["secretKey"] in workers.secret(f"clearml-{purpose}-credentials").values()
        assert pairs[purpose]["accessKey"] in listed
    assert site.preview("--refresh", "--expect-no-changes").succeeded().steps == set()
