"""Releases of the stand-in charts under changed values, other versions and failures."""

from pathlib import Path

import pytest

from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.world import Release, World, environment

pytestmark = pytest.mark.engine
NAME, API = "clearml-enterprise", "clearml-enterprise-apiserver"
CLUSTER_IP = {"service": {"type": "ClusterIP"}}
SHORT = 6


def _server(chart: str = "", timeout: int = 60, **apiserver: object) -> Release:
    values = {"apiserver": CLUSTER_IP | apiserver, "fileserver": CLUSTER_IP, "webserver": CLUSTER_IP}
    release = Release.of(NAME, NAME, "clearml", timeout, **values)
    return Release(NAME, "clearml", chart or release.chart, release.values, timeout)


@pytest.fixture(scope="module")
def installed(new_world: NewWorld) -> World:
    """The server, installed with default values; each test leaves a working release."""
    world = new_world()
    world.up([_server()]).succeeded()
    return world


@pytest.fixture(scope="module")
def empty(new_world: NewWorld) -> World:
    """A program for single releases."""
    return new_world()


def _revision(world: World) -> int:
    job = world.get("clearml", "job", f"{NAME}-post-install")
    return int(job["metadata"]["annotations"]["sandbox.example.com/revision"])


def test_a_changed_value_updates_in_place_and_runs_the_hook_again(installed: World) -> None:
    before, revision = installed.get("clearml", "secret", "clearml-conf"), _revision(installed)
    setting = {"name": "CLEARML__apiserver__company__unique_names", "value": "true"}
    run = installed.up([_server(extraEnvs=[setting])]).succeeded()
    assert run.steps == {("update", "Release", NAME)}
    assert environment(installed.get("clearml", "deployment", API))[setting["name"]] == "true"
    assert _revision(installed) == revision + 1
    after = installed.get("clearml", "secret", "clearml-conf")
    assert (after["data"], after["metadata"]["uid"]) == (before["data"], before["metadata"]["uid"])


def test_another_version_in_the_same_folder_is_an_update(installed: World, tmp_path: Path) -> None:
    chart = pack.copy(named(NAME), tmp_path)
    installed.up([_server(str(chart))]).succeeded()
    pack.copy(named(NAME, "11.1.0"), tmp_path)
    run = installed.up([_server(str(chart))]).succeeded()
    assert run.steps == {("update", "Release", NAME)}
    labels = installed.get("clearml", "deployment", API)["metadata"]["labels"]
    assert labels["helm.sh/chart"] == f"{NAME}-11.1.0"


def test_a_broken_image_fails_the_release_and_is_rolled_back(installed: World) -> None:
    before = installed.get("clearml", "deployment", API)["spec"]["template"]
    run = installed.up([_server(timeout=SHORT, image={"tag": "broken"})]).failed()
    assert "has been rolled back due to atomic being set" in run.messages()
    assert installed.get("clearml", "deployment", API)["spec"]["template"] == before
    installed.up([_server()]).succeeded()


def test_an_object_that_the_api_refuses_fails_at_once(installed: World) -> None:
    run = installed.up([_server(service={"type": "Nonsense"})]).failed()
    assert 'Unsupported value: "Nonsense"' in run.messages()
    assert installed.get("clearml", "service", API)["spec"]["type"] == "ClusterIP"


def test_images_that_left_their_registry_never_start(empty: World) -> None:
    shared = {"architecture": "standalone", "master": {"persistence": {"enabled": False}}}
    run = empty.up([Release.of("redis", "redis", "redis-shared", SHORT, **shared)]).failed()
    assert "context deadline exceeded" in run.messages()
    there = {"image": {"repository": "bitnamilegacy/redis"}}
    empty.up([Release.of("redis", "redis", "redis-shared", 60, **shared, **there)]).succeeded()


def test_newer_redis_refuses_images_from_elsewhere_unless_allowed(empty: World, tmp_path: Path) -> None:
    newer = str(pack.pack(named("redis", "20.4.0"), tmp_path))
    values = {"architecture": "standalone", "image": {"repository": "mirror/redis"}}
    run = empty.up([Release("redis", "newer", newer, values)]).failed()
    assert "global.security.allowInsecureImages" in run.messages()
    values |= {"global": {"security": {"allowInsecureImages": True}}}
    empty.up([Release("redis", "newer", newer, values)]).succeeded()


def test_a_gateway_without_credentials_does_not_render(empty: World) -> None:
    values = {"apiServerUrlReference": "https://api.clearml.example.com", "apiserverKey": "ACCESS"}
    run = empty.up([Release.of("clearml-enterprise-app-gateway", "gateway", "acme", clearml=values)]).failed()
    assert "clearml.apiKey is required" in run.messages()
