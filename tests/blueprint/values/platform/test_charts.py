"""What the values of a chart depend on; the golden files show the rest."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.cluster import IngressSettings
from blueprint.settings.platform.gpu import CdmoSettings, GpuSettings, OperatorSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.registry import RegistrySettings
from blueprint.values.common import redis
from blueprint.values.common.ingress import ingress_annotations
from blueprint.values.common.merge import overlay
from blueprint.values.common.registry import docker_config
from blueprint.values.names import SECRETS_CHECKSUM
from blueprint.values.platform import billing, cdmo, clearml_enterprise, gpu_operator
from blueprint.values.platform.namespaces import platform_namespaces

TREE = st.recursive(
    st.none() | st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
MAPPING = st.dictionaries(st.sampled_from("abc"), TREE, max_size=3)


def server(**control_plane: Any) -> dict[str, Any]:
    raw = {
        "cluster": {"context": "x", "identifier": "x"},
        "controlPlane": {"baseDomain": "clearml.example", **control_plane},
    }
    return clearml_enterprise.values(PlatformSettings.model_validate(raw, by_alias=True, by_name=False), "first")


def test_new_secrets_restart_the_parts_that_read_them() -> None:
    values = server()

    for part in ("apiserver", "fileserver", "webserver"):
        assert values[part]["podAnnotations"] == {SECRETS_CHECKSUM: "first"}
    assert redis.values(RedisSettings(), "first")["master"]["podAnnotations"] == {SECRETS_CHECKSUM: "first"}


def test_the_charts_own_values_have_the_last_word() -> None:
    values = server(chart={"values": {"apiserver": {"replicaCount": 2, "service": {"type": "NodePort"}}, "new": [1]}})

    assert values["apiserver"]["replicaCount"] == 2
    assert values["apiserver"]["service"] == {"type": "NodePort"}
    assert values["apiserver"]["ingress"]["hostName"] == "api.clearml.example"
    assert values["new"] == [1]


@pytest.mark.parametrize(
    ("mongodb", "expected"),
    [
        ("chart", {}),
        ("bundled", {"mongodb": {"enabled": True}, "mckMongodb": {"enabled": False}}),
        ("operator", {"mongodb": {"enabled": False}, "mckMongodb": {"enabled": True, "migrated": True}}),
    ],
)
def test_which_mongodb(mongodb: str, expected: dict[str, Any]) -> None:
    values = server(mongodb=mongodb)

    assert {key: value for key, value in values.items() if "mongo" in key.lower()} == expected


@pytest.mark.parametrize(("level", "left"), [("baseline", False), ("restricted", False), ("privileged", True)])
def test_the_privileged_init_container_goes_unless_it_may_run(level: str, left: bool) -> None:
    assert ("elasticsearch" not in server(podSecurity=level)) is left


@pytest.mark.parametrize(
    ("metering", "scripts"),
    [
        ({}, [True, True, True]),
        ({"storage": False}, [True, False, True]),
        ({"storage": False, "companies": False}, [False, False, False]),
    ],
)
def test_the_reporters_of_metering(metering: dict[str, bool], scripts: list[bool]) -> None:
    raw = {
        "cluster": {"context": "x", "identifier": "x"},
        "controlPlane": {"baseDomain": "clearml.example"},
        "billing": {"mode": "metering", "metering": metering},
    }
    values = clearml_enterprise.values(PlatformSettings.model_validate(raw, by_alias=True, by_name=False), "")

    used = values["usageScripts"]
    assert values["usageAggregator"] == {"enabled": True}
    assert [part["enabled"] for part in (used, used["storageResourcesExporter"], used["companyLifecycle"])] == scripts


def test_images_are_pinned_only_where_asked() -> None:
    assert "image" not in server()["apiserver"]
    assert server(imageTags={"apiserver": "3.29.0"})["apiserver"]["image"] == {"tag": "3.29.0"}


def test_without_its_part_a_chart_has_no_values() -> None:
    with pytest.raises(ValueError, match="controlPlane"):
        clearml_enterprise.values(PlatformSettings.model_validate({"cluster": {"context": "x", "identifier": "x"}}), "")
    with pytest.raises(ValueError, match=r"gpu\.operator"):
        gpu_operator.values(GpuSettings(operator=None))


def test_containerd_may_be_elsewhere() -> None:
    plain, moved = GpuSettings(), GpuSettings(operator=OperatorSettings(containerd_socket="/run/k3s/containerd.sock"))

    names = [one["name"] for one in gpu_operator.values(plain)["toolkit"]["env"]]
    assert "CONTAINERD_SOCKET" not in names
    toolkit = gpu_operator.values(moved)["toolkit"]["env"]
    assert {"name": "CONTAINERD_SOCKET", "value": "/run/k3s/containerd.sock"} in toolkit


def test_mig_is_cdmos_alone() -> None:
    values = gpu_operator.values(GpuSettings())

    assert (values["migManager"], values["mig"]) == ({"enabled": False}, {"strategy": "mixed"})
    assert cdmo.values(CdmoSettings(), RegistrySettings())["imageCredentials"]["existingSecret"] == "clearml-registry"


@pytest.mark.parametrize(
    ("reference", "image"),
    [
        ("docker.io/bitnamilegacy/kafka", {"registry": "docker.io", "repository": "bitnamilegacy/kafka"}),
        (
            "mirror.example.com:5000/kafka:3.6",
            {"registry": "mirror.example.com:5000", "repository": "kafka", "tag": "3.6"},
        ),
        ("mirror.example:5000/a/kafka", {"registry": "mirror.example:5000", "repository": "a/kafka"}),
        ("mirror:5000/kafka", {"registry": "mirror:5000", "repository": "kafka"}),
        ("localhost/kafka", {"registry": "localhost", "repository": "kafka"}),
        ("bitnamilegacy/kafka", {"repository": "bitnamilegacy/kafka"}),
        ("kafka:3.6", {"repository": "kafka", "tag": "3.6"}),
    ],
)
def test_an_images_parts(reference: str, image: dict[str, str]) -> None:
    assert billing.values(BillingSettings(images={"kafka": reference}))["kafka"]["image"] == image


def test_a_pull_secret_names_docker_hub_as_kubelets_look_it_up() -> None:
    hub = json.loads(docker_config("docker.io", "someone", "to:ken"))["auths"]
    other = json.loads(docker_config("registry.example.com", "someone", "token", "ada@acme.example"))["auths"]

    assert list(hub) == ["https://index.docker.io/v1/"]
    assert base64.b64decode(hub["https://index.docker.io/v1/"]["auth"]) == b"someone:to:ken"
    assert other["registry.example.com"]["email"] == "ada@acme.example"


def test_a_namespace_for_each_part_that_is_made(tmp_path: Path) -> None:
    (tmp_path / "b.tgz").touch()
    whole: dict[str, Any] = {
        "cluster": {"context": "x", "identifier": "x"},
        "controlPlane": {"baseDomain": "clearml.example"},
        "gpu": {},
        "redis": {},
        "billing": {"mode": "chart", "archive": str(tmp_path / "b.tgz"), "sha256": "0" * 64},
    }

    def parts(**changes: Any) -> list[str]:
        return list(platform_namespaces(PlatformSettings.model_validate(whole | changes, by_alias=True, by_name=False)))

    assert parts() == ["control-plane", "redis", "billing", "gpu-operator", "cdmo"]
    assert parts(gpu={"operator": None, "cdmo": None}) == ["control-plane", "redis", "billing"]
    assert parts(redis={"mode": "external", "external": {"host": "r"}}, billing={}) == [
        "control-plane",
        "gpu-operator",
        "cdmo",
    ]


@given(MAPPING, MAPPING)
def test_laying_values_over_twice_changes_nothing(generated: dict[str, Any], own: dict[str, Any]) -> None:
    once = overlay(generated, own)

    assert overlay(once, own) == once
    assert overlay(generated, {}) == generated
    assert overlay({}, own) == own


ENVIRONMENT = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("xyz")}, optional={"value": st.just("1")}), max_size=3
)


@given(ENVIRONMENT, ENVIRONMENT)
def test_laying_an_environment_over_twice_changes_nothing(generated: list[Any], own: list[Any]) -> None:
    once = overlay({"env": generated}, {"env": own})

    assert overlay(once, {"env": own}) == once
    assert overlay({}, {"env": own}) == {"env": own}


@pytest.mark.parametrize("key", ["extraEnvs", "env", "volumes"])
def test_entries_are_added_by_name_and_the_settings_own_wins(key: str) -> None:
    generated = {key: [{"name": "A", "value": "1"}, {"name": "B", "valueFrom": {"secretKeyRef": {}}}]}
    own = {key: ({"name": "B", "value": "2"}, {"name": "C", "value": "3"})}

    assert overlay(generated, own)[key] == [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "2"},
        {"name": "C", "value": "3"},
    ]


def test_a_proxy_takes_no_setting_of_the_server_away() -> None:
    proxy = {"name": "HTTPS_PROXY", "value": "http://proxy.example:3128"}

    plain = server()["apiserver"]["extraEnvs"]
    values = server(chart={"values": {"apiserver": {"extraEnvs": [proxy]}}})

    assert plain
    assert values["apiserver"]["extraEnvs"] == [*plain, proxy]


def test_one_variable_of_the_toolkit_keeps_the_isolation_variables() -> None:
    own = {"name": "NVIDIA_DRIVER_ROOT", "value": "/"}
    settings = PlatformSettings.model_validate(
        {"cluster": {"context": "a"}, "gpu": {"operator": {"chart": {"values": {"toolkit": {"env": [own]}}}}}},
        by_alias=True,
        by_name=False,
    )
    assert settings.gpu is not None

    names = [each["name"] for each in gpu_operator.values(settings.gpu)["toolkit"]["env"]]

    assert "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED" in names
    assert names[-1] == "NVIDIA_DRIVER_ROOT"


@pytest.mark.parametrize("own", [[3], [{"name": "x"}, 3], [{"key": "x"}], ""])
def test_other_lists_and_scalars_replace(own: Any) -> None:
    generated = {"a": {"b": [1, 2], "c": {"d": 1}, "e": [{"name": "y"}]}, "f": 1}

    merged = overlay(generated, {"a": {"b": own, "c": own}})

    assert merged == {"a": {"b": own, "c": own, "e": [{"name": "y"}]}, "f": 1}
    assert overlay(generated, {"a": {"e": own}})["a"]["e"] == own


@pytest.mark.parametrize(
    ("class_name", "own", "expected"),
    [
        ("nginx", {}, {"proxy-body-size": "0", "proxy-read-timeout": "600", "proxy-send-timeout": "600"}),
        ("internal-nginx", {}, {"proxy-body-size": "0", "proxy-read-timeout": "600", "proxy-send-timeout": "600"}),
        ("nginx", {"proxy-body-size": "100m"}, {"proxy-body-size": "100m", "proxy-read-timeout": "600"}),
        ("traefik", {}, {}),
        (None, {}, {}),
    ],
)
def test_large_uploads_pass_ingress_nginx(
    class_name: str | None, own: dict[str, str], expected: dict[str, str]
) -> None:
    prefix = "nginx.ingress.kubernetes.io/"
    raw = {"className": class_name, "annotations": {prefix + key: value for key, value in own.items()}}
    ingress = IngressSettings.model_validate(raw, by_alias=True, by_name=False)
    made = ingress_annotations(ingress)
    assert {prefix + key: value for key, value in expected.items()}.items() <= made.items()
    assert bool(made) == bool(expected)


def test_requests_on_openshift_may_take_long() -> None:
    ingress = IngressSettings.model_validate({"className": "openshift-default"}, by_alias=True, by_name=False)
    assert ingress_annotations(ingress) == {"haproxy.router.openshift.io/timeout": "600s"}


def test_a_mirror_moves_the_images_of_the_vendors_charts() -> None:
    mirror = RegistrySettings(host="mirror.example:5000")
    moved = {"imageRegistry": "mirror.example:5000", "security": {"allowInsecureImages": True}}
    raw = {"cluster": {"context": "x", "identifier": "x"}, "registry": {"host": mirror.host}}
    platform = PlatformSettings.model_validate(
        {**raw, "controlPlane": {"baseDomain": "clearml.example"}}, by_alias=True, by_name=False
    )
    assert clearml_enterprise.values(platform, "")["global"] == moved
    assert cdmo.values(CdmoSettings(), mirror)["global"] == moved
    assert "global" not in cdmo.values(CdmoSettings(), RegistrySettings())
    assert "global" not in server()


@pytest.mark.parametrize(("level", "raised"), [("baseline", False), ("restricted", False), ("privileged", None)])
def test_elasticsearch_raises_the_nodes_limit_in_a_privileged_namespace_only(level: str, raised: bool | None) -> None:
    assert server(podSecurity=level).get("elasticsearch", {}).get("sysctlInitContainer", {}).get("enabled") is raised
