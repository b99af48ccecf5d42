"""A platform from an empty cluster, through changes, back to the initial state."""

import pytest

from tests.live.platform import rendered
from tests.live.platform.site import NAMESPACES, Site, only_updates

pytestmark = pytest.mark.engine


def test_a_platform_is_created_changed_in_place_and_removed(site: Site) -> None:
    site.without("applications")
    before = _objects(site)

    up = site.up().succeeded()
    assert site.namespaces() == NAMESPACES
    assert not any(operation != "create" for operation, _, _ in up.steps)
    assert site.preview().succeeded().steps == set()
    assert rendered.differences(site) == []

    # Another machine may have its kubeconfig elsewhere, or a list of them.
    elsewhere = site.folder / "kubeconfig"
    elsewhere.write_text(site.kube.kubeconfig.read_text())
    assert site.preview(KUBECONFIG=f"{elsewhere}:{site.folder / 'none'}").succeeded().steps == set()

    site.store("registryToken")
    named = ("clearml/clearml-registry", "clearml/clearml-registry-listed", "cdmo/clearml-registry")
    pull_secrets = {("Secret", name) for name in named}
    assert only_updates(site.up().succeeded()) == pull_secrets

    site.settings("controlPlane", server={"maxRunningApps": 4})
    changed = only_updates(site.up().succeeded())
    assert changed == {("Release", "clearml-enterprise"), ("ApiReady", "server")}
    assert _env(site, "CLEARML__services__applications__max_running_apps_per_company") == "4"

    site.chart("clearml-enterprise", "11.0.3")
    assert ("Release", "clearml-enterprise") in only_updates(site.up().succeeded())
    assert site.outputs()["platform"]["versions"]["clearml-enterprise"] == "11.0.3"
    assert site.preview().succeeded().steps == set()

    site.destroy().succeeded()
    assert _objects(site) == before


def _objects(site: Site) -> set[tuple[str, str, str]]:
    kinds = ("namespaces", "clusterroles", "clusterrolebindings", "customresourcedefinitions", "persistentvolumes")
    found = {(kind, one["metadata"]["name"], "") for kind in kinds for one in site.kube.get(kind)}
    labels = {
        ("nodes", one["metadata"]["name"], str(sorted(one["metadata"]["labels"].items())))
        for one in site.kube.get("nodes")
    }
    return found | labels


def _env(site: Site, name: str) -> str | None:
    deployment = next(
        one for one in site.kube.get("deployments", "clearml") if one["metadata"]["name"].endswith("apiserver")
    )
    container = deployment["spec"]["template"]["spec"]["containers"][0]
    return next((one.get("value") for one in container["env"] if one["name"] == name), None)
