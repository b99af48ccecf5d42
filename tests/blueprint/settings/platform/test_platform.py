"""The platform's part of the settings: when there is one, and what the environment says about it."""

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
    assert folder.lines({part: {}}) == [
        f"Pulumi.dev.yaml: clearml:cluster: found nothing, expected the cluster in which to make {part}, as in "
        "{context: production}"
    ]


def test_a_cluster_with_nothing_after_it_is_none(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"cluster": None})

    assert line.startswith("Pulumi.dev.yaml: clearml:cluster: found nothing")


def test_a_stack_of_tenants_alone_describes_the_platform_and_makes_none_of_it(folder: Folder) -> None:
    described = {"controlPlane": {"baseDomain": "clearml.example"}, "redis": {}, "isolation": {}, "registry": {}}

    settings = folder.build(CLUSTER | {"scope": "tenants"} | described)

    assert settings.platform is not None
    assert settings.platform.control_plane is not None
    assert (settings.makes_platform, settings.warnings) == (False, ())
    assert folder.build(WHOLE).makes_platform


def test_what_tenants_never_need_is_no_part_of_their_stack(folder: Folder) -> None:
    lines = folder.lines(CLUSTER | {"scope": "tenants", "billing": {}, "applications": {"archive": __file__}})

    assert [line for line in lines if "scope is tenants" in line] == [
        f"Pulumi.dev.yaml: clearml:{part}: found a part of the platform, while clearml:scope is tenants, expected it "
        "in the platform's own stack, or the scope all"
        for part in ("applications", "billing")
    ]


def test_the_environments_context_wins(folder: Folder) -> None:
    environ = {"CLEARML_KUBE_CONTEXT": "kind-dev"}

    platform = folder.build(CLUSTER, environ).platform

    assert platform is not None
    assert (platform.cluster.context, platform.cluster.identifier) == ("kind-dev", None)


def test_the_api_of_a_server_that_is_made_here_needs_no_address(folder: Folder) -> None:
    assert folder.build(WHOLE | {"api": {}}).api.host == "https://api.clearml.example"
    assert folder.build(WHOLE | {"api": {"host": "https://x.example"}}).api.host == "https://x.example"
    assert folder.build(WHOLE, {"CLEARML_API_HOST": "http://127.0.0.1:1"}).api.host == "http://127.0.0.1:1"


def test_a_wrong_base_domain_is_told_where_it_stands_alone(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"api": {}, "controlPlane": {"baseDomain": "https://clearml.example"}})

    assert line.startswith(
        "Pulumi.dev.yaml: clearml:controlPlane.baseDomain: found 'https://clearml.example', expected"
    )


def test_the_environment_may_name_the_context_alone(folder: Folder) -> None:
    platform = folder.build({"cluster": {"identifier": "main"}}, {"CLEARML_KUBE_CONTEXT": "kind-dev"}).platform

    assert platform is not None
    assert (platform.cluster.context, platform.cluster.identifier) == ("kind-dev", "main")


def test_metering_needs_a_server_that_is_made_here(folder: Folder) -> None:
    (line,) = folder.lines(CLUSTER | {"billing": {"mode": "metering"}})

    assert line.startswith("Pulumi.dev.yaml: clearml:billing.mode: found 'metering', expected a server made here")


def test_each_part_has_a_namespace_of_its_own(folder: Folder) -> None:
    assert folder.lines(WHOLE | {"redis": {"namespace": "clearml"}}) == [
        "Pulumi.dev.yaml: clearml:redis.namespace: found 'clearml', which clearml:controlPlane.namespace has too, "
        "expected a namespace of its own for each part"
    ]
