"""The platform's settings: when a stack has them, which parts need which, and overrides by the environment."""

import pytest

from tests.blueprint.platform_config import CLUSTER, WHOLE
from tests.blueprint.tenant_folder import Folder


def test_without_a_cluster_there_is_no_platform(folder: Folder) -> None:
    assert folder.build().platform is None


def test_a_cluster_alone_is_a_platform_without_parts(folder: Folder) -> None:
    platform = folder.build(CLUSTER).platform

    assert platform is not None
    assert (platform.control_plane, platform.gpu, platform.redis, platform.applications) == (None, None, None, None)
    assert (platform.billing.mode, platform.isolation.enabled, platform.registry.host) == ("none", True, "docker.io")


@pytest.mark.parametrize("part", ["redis", "isolation", "registry", "billing"])
def test_a_part_needs_a_cluster(folder: Folder, part: str) -> None:
    (line,) = folder.lines({part: {}})

    assert line.startswith("Pulumi.dev.yaml: clearml:cluster: found nothing")
    assert part in line


def test_a_cluster_without_a_value_is_none(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"cluster": None})

    assert line.startswith("Pulumi.dev.yaml: clearml:cluster: found nothing")


def test_a_stack_for_tenants_describes_the_platform_and_creates_nothing_of_it(folder: Folder) -> None:
    described = {"controlPlane": {"baseDomain": "clearml.example"}, "redis": {}, "isolation": {}, "registry": {}}

    settings = folder.build(CLUSTER | {"scope": "tenants"} | described)

    assert settings.platform is not None
    assert settings.platform.control_plane is not None
    assert (settings.makes_platform, settings.warnings) == (False, ())
    assert folder.build(WHOLE).makes_platform


def test_parts_that_tenants_do_not_use_are_refused_in_their_stack(folder: Folder) -> None:
    lines = folder.lines(CLUSTER | {"scope": "tenants", "billing": {}, "applications": {"archive": __file__}})

    paths = [line.split(": ")[1] for line in lines if "scope is tenants" in line]

    assert paths == ["clearml:applications", "clearml:billing"]


def test_the_environment_overrides_the_context(folder: Folder) -> None:
    environ = {"CLEARML_KUBE_CONTEXT": "kind-dev"}

    platform = folder.build(CLUSTER, environ).platform

    assert platform is not None
    assert (platform.cluster.context, platform.cluster.identifier) == ("kind-dev", None)


def test_the_api_of_the_stacks_own_server_needs_no_address(folder: Folder) -> None:
    assert folder.build(WHOLE | {"api": {}}).api.host == "https://api.clearml.example"
    assert folder.build(WHOLE | {"api": {"host": "https://x.example"}}).api.host == "https://x.example"
    names = ("CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY")
    environ = dict.fromkeys(names, "key") | {"CLEARML_API_HOST": "http://127.0.0.1:1"}
    assert folder.build(WHOLE, environ).api.host == "http://127.0.0.1:1"


def test_an_invalid_base_domain_gives_a_single_problem(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"api": {}, "controlPlane": {"baseDomain": "https://clearml.example"}})

    assert line.startswith("Pulumi.dev.yaml: clearml:controlPlane.baseDomain: found 'https://clearml.example'")


def test_the_environment_may_be_the_only_source_of_the_context(folder: Folder) -> None:
    platform = folder.build({"cluster": {"identifier": "main"}}, {"CLEARML_KUBE_CONTEXT": "kind-dev"}).platform

    assert platform is not None
    assert (platform.cluster.context, platform.cluster.identifier) == ("kind-dev", "main")


def test_metering_needs_the_stacks_own_server(folder: Folder) -> None:
    (line,) = folder.lines(CLUSTER | {"billing": {"mode": "metering"}})

    assert line.startswith("Pulumi.dev.yaml: clearml:billing.mode: found 'metering'")
    assert "server" in line


def test_each_part_needs_its_own_namespace(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"redis": {"namespace": "clearml"}})

    assert line.startswith("Pulumi.dev.yaml: clearml:redis.namespace: found 'clearml'")
    assert "clearml:controlPlane.namespace" in line
