"""Failures half-way: a release that fails, a run that is killed, a cluster that does not answer."""

import json
import shlex
import time

import pytest

from tests.live.platform.conftest import NewSite
from tests.live.platform.site import Site, merged
from tests.live.tenants.stack import kill

pytestmark = pytest.mark.engine

SHORT = {"chart": {"timeoutSeconds": 30}}


@pytest.fixture
def server_only(site: Site) -> Site:
    """A platform of the server alone, whose releases time out soon."""
    site.without("gpu", "redis", "billing", "applications", "billingRegistryToken", "billingKafkaPassword")
    site.settings("controlPlane", **SHORT)
    return site


def test_a_failed_upgrade_of_the_server_stays_in_place_and_the_next_run_mends_it(server_only: Site) -> None:
    site = server_only
    site.up().succeeded()
    selector = {"webserver": {"nodeSelector": {"example.com/none": "there"}}}
    site.settings("controlPlane", imageTags={"webserver": "broken"}, chart={"values": selector})
    failed = site.up().failed()
    assert "rolled back" not in failed.messages()
    assert _revisions(site) == {"1": "deployed", "2": "failed"}
    assert "broken" in _images(site)
    (line,) = [one for one in failed.messages().splitlines() if "the failed revision stays in place" in one]
    assert "release clearml/clearml-enterprise: not ready: pod clearml-enterprise-webserver-" in line

    mended = {"clearml:controlPlane": {**_control_plane(site), "imageTags": {"webserver": "2.0"}}}
    site.configure(mended)
    up = site.up().succeeded()
    assert "release clearml/clearml-enterprise: revision 2 failed: continuing from it" in up.messages()
    assert "2.0" in _images(site)
    assert site.preview().succeeded().steps == set()


def test_a_failed_install_of_the_server_stays_in_place_and_the_next_run_mends_it(server_only: Site) -> None:
    site = server_only
    site.settings("controlPlane", imageTags={"webserver": "broken"})
    failed = site.up().failed()
    assert "release clearml/clearml-enterprise: not ready: pod clearml-enterprise-webserver-" in failed.messages()
    assert _revisions(site) == {"1": "failed"}

    site.settings("controlPlane", imageTags={"webserver": "2.0"})
    site.up().succeeded()
    assert _revisions(site)["2"] == "deployed"
    assert site.preview().succeeded().steps == set()


def test_a_release_with_rollback_on_failure_is_rolled_back(server_only: Site) -> None:
    site = server_only
    site.settings("controlPlane", chart={"onFailure": "rollback"})
    site.up().succeeded()
    site.settings("controlPlane", imageTags={"webserver": "broken"})
    failed = site.up().failed()
    assert "rolled back due to atomic being set" in failed.messages()
    assert "broken" not in _images(site)

    site.settings("controlPlane", imageTags={"webserver": "2.0"})
    site.up().succeeded()
    assert "2.0" in _images(site)
    assert site.preview().succeeded().steps == set()


def test_a_release_that_a_killed_run_left_half_installed_is_reinstalled(server_only: Site) -> None:
    site = server_only
    site.settings("controlPlane", imageTags={"webserver": "broken"})
    running = site.start("up", "--yes", "--skip-preview")
    _until(lambda: _revisions(site) == {"1": "pending-install"})
    kill(running)
    site.pulumi("cancel", "--yes")
    assert _revisions(site) == {"1": "pending-install"}

    site.settings("controlPlane", imageTags={"webserver": "2.0"})
    up = site.up().succeeded()
    assert "release clearml/clearml-enterprise: an interrupted run left it half installed" in up.messages()
    assert _revisions(site) == {"1": "deployed"}
    assert site.preview().succeeded().steps == set()


def test_an_upgrade_that_a_killed_run_left_pending_is_repeated(server_only: Site) -> None:
    site = server_only
    site.up().succeeded()
    site.settings("controlPlane", imageTags={"webserver": "broken"})
    running = site.start("up", "--yes", "--skip-preview")
    _until(lambda: _revisions(site).get("2") == "pending-upgrade")
    kill(running)
    site.pulumi("cancel", "--yes")

    site.settings("controlPlane", imageTags={"webserver": "2.0"})
    up = site.up().succeeded()
    assert "an interrupted run left revision 2 with status pending-upgrade: continuing" in up.messages()
    assert "2.0" in _images(site)


def test_a_release_that_the_state_lost_is_left_alone_until_it_is_imported(server_only: Site) -> None:
    site = server_only
    site.up().succeeded()
    before = _pods(site)
    site.pulumi("state", "delete", _urn(site, "helm.sh/v3:Release"), "--target-dependents", "--yes")

    refused = site.up().failed()
    assert "release clearml/clearml-enterprise exists at revision 1 (deployed), but not in the" in refused.messages()
    command = refused.messages().partition("run `pulumi up` again: pulumi ")[2].splitlines()[0]
    site.pulumi(*shlex.split(command), "--yes", "--skip-preview")
    assert ("update", "Release", "clearml-enterprise") in site.up().succeeded().steps
    assert _pods(site) == before
    assert site.preview().succeeded().steps == set()


def test_a_protected_server_survives_a_destroy(server_only: Site) -> None:
    site = server_only
    site.settings("controlPlane", deletion="protect")
    site.up().succeeded()
    before = _pods(site)
    refused = site.destroy().failed()
    assert "protected" in refused.messages()
    assert refused.steps <= {("delete", "TenantRegister", "protected")}
    assert _pods(site) == before

    site.settings("controlPlane", deletion="delete")
    site.up().succeeded()
    site.destroy().succeeded()
    assert "clearml" not in site.namespaces()


def test_a_cluster_that_does_not_answer_is_one_line_and_nothing_is_made(new_site: NewSite) -> None:
    site = new_site("http://127.0.0.1:9")
    kubeconfig = site.folder / "kubeconfig"
    kubeconfig.write_text(site.kube.kubeconfig.read_text().replace(_server(site), "https://127.0.0.1:9"))
    failed = site.up(KUBECONFIG=str(kubeconfig)).failed()
    context = site.kube.context
    (problem,) = [line for line in failed.problems() if "clearml:cluster" in line]
    assert problem.startswith(f"clearml:cluster: cannot inspect the cluster of context {context}: ")
    assert "127.0.0.1:9 was refused" in problem
    assert len(problem.splitlines()) == 1
    assert failed.steps == set()


def _control_plane(site: Site) -> dict[str, object]:
    """The settings of the server that `server_only` made, without what a test added."""
    settings = site.whole()["clearml:controlPlane"]
    assert isinstance(settings, dict)
    return dict(merged(settings, SHORT))


def _server(site: Site) -> str:
    view = site.kube.kubectl("config", "view", "--minify", "--output", "jsonpath={.clusters[0].cluster.server}")
    return view.strip()


def _pods(site: Site) -> set[str]:
    """Unique ids of the running pods, without those of finished Jobs."""
    pods = site.kube.get("pods", "clearml")
    return {one["metadata"]["uid"] for one in pods if one["status"]["phase"] == "Running"}


def _urn(site: Site, kind: str) -> str:
    (urn,) = [one["urn"] for one in json.loads(site.export())["deployment"]["resources"] if one["type"].endswith(kind)]
    return str(urn)


def _images(site: Site) -> set[str]:
    containers = (one["spec"]["template"]["spec"]["containers"][0] for one in site.kube.get("deployments", "clearml"))
    return {container["image"].rpartition(":")[2] for container in containers}


def _revisions(site: Site) -> dict[str, str]:
    """Per revision of the server's release: its status."""
    secrets = [one for one in site.kube.get("secrets", "clearml") if one["type"] == "helm.sh/release.v1"]
    return {one["metadata"]["labels"]["version"]: one["metadata"]["labels"]["status"] for one in secrets}


def _until(reached: object, seconds: float = 60) -> None:
    assert callable(reached)
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "not reached in time"
        time.sleep(0.2)
