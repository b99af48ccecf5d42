"""The other charts render what their keys describe, and the rendered objects fit together."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from sandbox.kubernetes.nodes import GPU_NODES
from tests.sandbox.charts import releases
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.releases import TOKEN
from tests.sandbox.charts.world import Object, World, containers, environment, pod_labels, ports

pytestmark = pytest.mark.engine
AGENT, GATEWAY = "clearml-agent-clearml-enterprise-agent", "clearml-ttr-clearml-enterprise-app-gateway"
PLUGIN, TOOLKIT = "nvidia-device-plugin-daemonset", "nvidia-container-toolkit-daemonset"
NAMESPACES = ("guide", "newest", "gpu-operator", "cdmo", "redis-shared", "cache", "billing", "acme")
WORKLOADS = ("deployment", "statefulset", "daemonset")


@pytest.fixture(scope="module")
def platform(new_world: NewWorld, tmp_path_factory: pytest.TempPathFactory) -> World:
    """All charts, installed by one run."""
    world = new_world()
    world.apply(*releases.prepared())
    world.up(releases.releases(tmp_path_factory.mktemp("packed"))).succeeded()
    return world


def test_a_second_preview_shows_no_change(platform: World) -> None:
    assert platform.project.preview().succeeded().steps == set()


def test_device_plugin_runs_on_every_gpu_node(platform: World) -> None:
    plugin = platform.get("gpu-operator", "daemonset", PLUGIN)
    assert pod_labels(plugin) == {"app": PLUGIN}
    assert [container["name"] for container in containers(plugin)] == ["nvidia-device-plugin"]
    assert plugin["spec"]["template"]["spec"]["nodeSelector"] == {"nvidia.com/gpu.deploy.device-plugin": "true"}
    assert plugin["status"]["numberReady"] == len(GPU_NODES)
    nodes = {
        pod["spec"]["nodeName"]
        for pod in platform.all("gpu-operator", "pod")
        if pod["metadata"]["labels"].get("app") == PLUGIN
    }
    assert nodes == {node.name for node in GPU_NODES}


def test_gpu_settings_reach_the_containers(platform: World) -> None:
    plugin = environment(platform.get("gpu-operator", "daemonset", PLUGIN))
    assert plugin == {"MIG_STRATEGY": "mixed", "DEVICE_LIST_STRATEGY": "volume-mounts"}
    toolkit = environment(platform.get("gpu-operator", "daemonset", TOOLKIT))
    assert toolkit == {
        "NVIDIA_CONTAINER_RUNTIME_MODES_CDI_DEFAULT_KIND": "management.nvidia.com/gpu",
        "ACCEPT_NVIDIA_VISIBLE_DEVICES_ENVVAR_WHEN_UNPRIVILEGED": "false",
        "ACCEPT_NVIDIA_VISIBLE_DEVICES_AS_VOLUME_MOUNTS": "true",
    }
    assert platform.names("gpu-operator", "daemonset") == {
        PLUGIN,
        TOOLKIT,
        "gpu-feature-discovery",
        "nvidia-dcgm-exporter",
    }
    assert platform.names("gpu-operator", "deployment") == {"gpu-operator"}


def test_mig_operator_pulls_with_the_token(platform: World) -> None:
    name = "cdmo-clearml-dynamic-mig-operator"
    deployment = platform.get("cdmo", "deployment", name)
    assert deployment["spec"]["template"]["spec"]["imagePullSecrets"] == [{"name": f"{name}-registry-key"}]
    login = platform.get("cdmo", "secret", f"{name}-registry-key")["data"][".dockerconfigjson"]
    assert TOKEN in base64.b64decode(login).decode()


def test_standalone_redis_is_one_pod_with_the_named_password(platform: World) -> None:
    assert platform.names("redis-shared", "service") == {"redis-master", "redis-headless"}
    assert ports(platform.get("redis-shared", "service", "redis-master")) == {6379}
    assert ports(platform.get("redis-shared", "service", "redis-headless")) == {6379}
    master = platform.get("redis-shared", "statefulset", "redis-master")
    labels = {"app.kubernetes.io/name": "redis", "app.kubernetes.io/instance": "redis"}
    assert pod_labels(master) == labels | {"app.kubernetes.io/component": "master"}
    assert environment(master)["REDIS_PASSWORD"] == {"secretKeyRef": {"name": "redis-password", "key": "password"}}
    assert "redis" not in platform.names("redis-shared", "secret")
    assert platform.names("redis-shared", "persistentvolumeclaim") == set()


def test_redis_is_replicated_and_persistent_by_default(platform: World) -> None:
    assert platform.names("cache", "service") == {"cache-redis-master", "cache-redis-replicas", "cache-redis-headless"}
    assert platform.get("cache", "statefulset", "cache-redis-replicas")["status"]["readyReplicas"] == 3
    claims = platform.all("cache", "persistentvolumeclaim")
    assert [claim["status"]["phase"] for claim in claims] == ["Bound"] * 4
    assert base64.b64decode(platform.get("cache", "secret", "cache-redis")["data"]["redis-password"])


def test_billing_has_the_hosts_that_the_guide_names(platform: World) -> None:
    assert ports(platform.get("billing", "service", "clearml-billing-kafka")) == {9092}
    assert ports(platform.get("billing", "service", "clearml-billing-redis-master")) == {6379}
    password = {"secretKeyRef": {"name": "clearml-billing-kafka-user-passwords", "key": "client-passwords"}}
    kafka = environment(platform.get("billing", "statefulset", "clearml-billing-kafka"))
    assert (kafka["KAFKA_CLIENT_USERS"], kafka["KAFKA_CLIENT_PASSWORDS"]) == ("billing", password)
    server = platform.get("billing", "deployment", "clearml-billing")
    assert server["spec"]["template"]["spec"]["imagePullSecrets"] == [{"name": "registry"}]
    assert platform.names("billing", "secret") >= {"clearml-billing-kafka-user-passwords", "registry"}
    assert "clearml-billing-registry-key" not in platform.names("billing", "secret")


def test_agent_has_the_names_that_its_rights_and_secrets_have(platform: World) -> None:
    agent = platform.get("acme", "deployment", AGENT)
    assert pod_labels(agent) == {"app.kubernetes.io/name": AGENT, "app.kubernetes.io/instance": AGENT}
    assert [container["name"] for container in containers(agent)] == ["k8s-glue"]
    assert agent["spec"]["template"]["spec"]["serviceAccountName"] == f"{AGENT}-sa"
    assert set(platform.get("acme", "secret", f"{AGENT}-ac")["data"]) == {
        "agentk8sglue_key",
        "agentk8sglue_secret",
        "clearml.conf",
    }
    assert f"{AGENT}-ark" in platform.names("acme", "secret")
    verbs = {rule["resources"][0]: rule["verbs"] for rule in platform.get("acme", "role", f"{AGENT}-kpa")["rules"]}
    assert verbs["namespaces"] == ["list"]


def test_a_queues_overrides_are_merged_over_the_base_template(platform: World) -> None:
    data = platform.get("acme", "configmap", f"{AGENT}-pt")["data"]
    pod = _yaml(data["template.yaml"])["half"]
    assert pod["metadata"]["labels"] == {"team": "acme", "required-resources": "0.5"}
    assert pod["spec"]["containers"][0]["resources"]["limits"] == {"nvidia.com/mig-3g.20gb": 1}
    assert pod["spec"]["serviceAccountName"] == f"{AGENT}-tasks"
    assert _yaml(data["queues.yaml"]) == {"half": {"maxPods": 10}}
    agent = environment(platform.get("acme", "deployment", AGENT))
    assert (agent["K8S_GLUE_QUEUE"], agent["CLEARML_K8S_GLUE_CREATE_QUEUE"]) == ("half", "true")
    assert agent["CLEARML_K8S_GLUE_MAX_RESOURCES"] == "3"


def test_sessions_have_the_ports_after_the_starting_port(platform: World) -> None:
    found = {
        name: platform.get("acme", "service", name)["spec"]["ports"][0]["nodePort"]
        for name in platform.names("acme", "service")
        if "session" in name
    }
    assert found == {"clearml-session-1": 31011, "clearml-session-2": 31012}


def test_gateway_is_reached_at_8080_through_its_host(platform: World) -> None:
    assert ports(platform.get("acme", "service", GATEWAY)) == {8080}
    [rule] = platform.get("acme", "ingress", GATEWAY)["spec"]["rules"]
    assert rule["host"] == "acme.clearml.example.com"
    gateway = environment(platform.get("acme", "deployment", GATEWAY))
    assert gateway["AUTH_COOKIE_NAME"] == "clearml-token-k8s"
    assert gateway["CLEARML_API_ACCESS_KEY"] == {"secretKeyRef": {"name": GATEWAY, "key": "api_key"}}


def test_every_secret_that_a_container_reads_exists(platform: World) -> None:
    read, missing = 0, []
    for namespace in NAMESPACES:
        keys = {found["metadata"]["name"]: set(found.get("data", {})) for found in platform.all(namespace, "secret")}
        for name, key in _references(platform, namespace):
            read += 1
            missing += [] if key in keys.get(name, set()) else [(namespace, name, key)]
    assert missing == []
    assert read > 20


def test_every_service_has_pods(platform: World) -> None:
    served = 0
    for namespace in NAMESPACES:
        labels = [set(pod["metadata"]["labels"].items()) for pod in platform.all(namespace, "pod")]
        for service in platform.all(namespace, "service"):
            if "session" in service["metadata"]["name"]:
                continue  # these have no pods until tasks run
            selector = set(service["spec"]["selector"].items())
            assert any(selector <= pod for pod in labels), service["metadata"]["name"]
            served += 1
    assert served >= 18


def _references(platform: World, namespace: str) -> Iterator[tuple[str, str]]:
    workloads: list[Object] = [one for kind in WORKLOADS for one in platform.all(namespace, kind)]
    for workload in workloads:
        for container in containers(workload):
            for entry in container.get("env", []):
                reference = entry.get("valueFrom", {}).get("secretKeyRef")
                if reference:
                    yield reference["name"], reference["key"]


def _yaml(text: str) -> Any:
    return YAML(typ="safe").load(text)
