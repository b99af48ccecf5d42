"""A tenant's releases run in the namespace and with the values that the blueprint makes for them."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from blueprint.catalog.charts import AGENT, GATEWAY, REDIS
from blueprint.settings.words.arithmetic import amount
from blueprint.values import names
from blueprint.values.common import redis
from blueprint.values.common.policy_parts import A_TASK, NOT_A_TASK
from blueprint.values.names import AgentNames, GatewayNames
from blueprint.values.platform import clearml_enterprise
from blueprint.values.tenant import agent, gateway
from blueprint.values.tenant.site import TenantSite
from tests.blueprint.values.golden_tenants import AGENT_PAIR, PAIR, manifests, site
from tests.blueprint.values.policies.evaluator import matches
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.world import Object, Release, World, containers, environment, pod_labels, ports, secret

pytestmark = pytest.mark.engine
SETS = ("newest", "sessions", "own-redis")
SITES = {name: site(name) for name in SETS}
TOLD = pytest.mark.parametrize("name", SETS)


def prepared(place: TenantSite) -> list[Object]:
    """The namespace with its guards, and the Secrets that the values name."""
    keys = {
        names.AGENT_CREDENTIALS: (names.AGENT_KEY, names.AGENT_SECRET),
        names.GATEWAY_CREDENTIALS: (names.GATEWAY_KEY, names.GATEWAY_SECRET),
        names.REDIS_CREDENTIALS: (names.REDIS_PASSWORD_KEY,),
        names.REGISTRY: ("token",),
        names.REGISTRY_LISTED: ("token",),
    }
    made = [secret(name, place.namespace, **dict.fromkeys(some, secrets.token_hex(8))) for name, some in keys.items()]
    return [*manifests(place), *made]


def releases(place: TenantSite) -> Iterator[Release]:
    """The releases that the program installs for a tenant."""
    common, where, store = place.common, place.namespace, place.platform.redis
    if store is not None and store.mode == "perTenant":
        yield Release.of(REDIS.name, store.release, where, **redis.values(store, "1"))
    yield Release.of(AGENT.name, common.agent.release, where, **agent.values(place, "1", AGENT_PAIR))
    if common.gateway is not None and place.has_gateway:
        yield Release.of(GATEWAY.name, common.gateway.release, where, **gateway.values(place, "1", PAIR))


@pytest.fixture(scope="module")
def tenants(new_world: NewWorld) -> World:
    """All tenants, installed by one run."""
    world = new_world()
    made = [manifest for place in SITES.values() for manifest in prepared(place)]
    made.sort(key=lambda one: one["kind"] != "Namespace")
    world.apply(*made)
    world.up([release for place in SITES.values() for release in releases(place)]).succeeded()
    return world


def agent_of(world: World, place: TenantSite) -> Object:
    return world.get(place.namespace, "deployment", AgentNames.of(place.common.agent).fullname)


def gateway_of(world: World, place: TenantSite) -> Object:
    assert place.common.gateway is not None
    return world.get(place.namespace, "deployment", GatewayNames.of(place.common.gateway).fullname)


def pod(place: TenantSite, name: str, **spec: Any) -> Object:
    metadata = {"name": name, "namespace": place.namespace, "labels": {names.TASK_POD: "1"}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


@TOLD
def test_quota_and_level_admit_agent_and_gateway(tenants: World, name: str) -> None:
    place = SITES[name]

    assert agent_of(tenants, place)["status"]["readyReplicas"] == 1
    if place.has_gateway:
        assert gateway_of(tenants, place)["status"]["readyReplicas"] == 1


@TOLD
def test_agent_and_gateway_fit_into_the_quota_besides_the_tasks(tenants: World, name: str) -> None:
    place = SITES[name]
    [quota] = tenants.all(place.namespace, "resourcequota")

    hard, used = ({key: amount(text) for key, text in quota["status"][each].items()} for each in ("hard", "used"))

    assert all(used[key] <= hard[key] for key in hard)
    asked = place.tenant.quota
    for key, tasks in {"pods": asked.pods, "limits.cpu": asked.cpu, "limits.memory": asked.memory}.items():
        # An upgrade makes the new pods before it takes the old ones.
        assert tasks is None or hard[key] - 2 * used[key] >= amount(str(tasks))


@TOLD
def test_the_charts_make_no_secrets_of_their_own(tenants: World, name: str) -> None:
    place = SITES[name]
    """But for the gateway's key pair, and the pull secret of a gateway that reads no other; the stand-in reads none."""
    ours = {one["metadata"]["name"] for one in prepared(place) if one["kind"] == "Secret"}
    config = f"{AgentNames.of(place.common.agent).fullname}-ac"
    if place.has_gateway and place.common.gateway is not None:
        gateway_name = GatewayNames.of(place.common.gateway).fullname
        ours |= {gateway_name, f"{gateway_name}-registry-key"}

    found = {one for one in tenants.names(place.namespace, "secret") if not one.startswith("sh.helm.")}

    assert found == {*ours, config}
    assert set(tenants.get(place.namespace, "secret", config)["data"]) == {"clearml.conf"}


@TOLD
def test_pods_read_our_secrets_and_pull_with_ours(tenants: World, name: str) -> None:
    place = SITES[name]
    key = {"secretKeyRef": {"name": names.AGENT_CREDENTIALS, "key": names.AGENT_KEY}}
    spec = agent_of(tenants, place)["spec"]["template"]["spec"]

    assert environment(agent_of(tenants, place))["CLEARML_API_ACCESS_KEY"] == key
    assert spec["imagePullSecrets"] == [{"name": names.REGISTRY}, {"name": names.REGISTRY_LISTED}]
    if place.has_gateway and place.common.gateway is not None:
        fullname = GatewayNames.of(place.common.gateway).fullname
        key = {"secretKeyRef": {"name": fullname, "key": names.GATEWAY_SECRET}}
        assert environment(gateway_of(tenants, place))["CLEARML_API_SECRET_KEY"] == key
        spec = gateway_of(tenants, place)["spec"]["template"]["spec"]
        assert names.REGISTRY_LISTED in {one["name"] for one in spec["imagePullSecrets"]}


@pytest.mark.parametrize(("name", "cookie"), [("newest", "ml_session"), ("sessions", "clearml-token-k8s")])
def test_the_gateway_looks_for_the_servers_cookie(tenants: World, name: str, cookie: str) -> None:
    cookie_name = clearml_enterprise.values(SITES[name].platform, "1")["clearml"]["cookieName"]

    assert environment(gateway_of(tenants, SITES[name]))["AUTH_COOKIE_NAME"] == cookie_name == cookie


@TOLD
def test_new_keys_would_restart_the_pods(tenants: World, name: str) -> None:
    place = SITES[name]
    deployments = [agent_of(tenants, place), *([gateway_of(tenants, place)] if place.has_gateway else [])]

    for one in deployments:
        assert one["spec"]["template"]["metadata"]["annotations"][names.SECRETS_CHECKSUM] == "1"


@TOLD
def test_the_policies_selectors_are_the_pods_labels(tenants: World, name: str) -> None:
    place = SITES[name]
    labels = [pod_labels(agent_of(tenants, place))]
    if place.has_gateway:
        labels.append(pod_labels(gateway_of(tenants, place)))
        assert place.common.gateway is not None
        assert labels[1].items() >= place.common.gateway.pods.items()
    if place.platform.redis is not None and place.platform.redis.mode == "perTenant":
        labels.append(pod_labels(tenants.get(place.namespace, "statefulset", "redis-master")))
        assert labels[-1].items() >= names.REDIS_PODS.items()

    assert all(matches(NOT_A_TASK, each) and not matches(A_TASK, each) for each in labels)


@TOLD
def test_rights_are_of_the_namespace_alone(tenants: World, name: str) -> None:
    place = SITES[name]
    fullname = AgentNames.of(place.common.agent).fullname

    [subject] = tenants.get(place.namespace, "rolebinding", f"{fullname}-kpa")["subjects"]

    assert (subject["name"], subject["namespace"]) == (f"{fullname}-sa", place.namespace)
    bindings = json.dumps(tenants.kube.get("clusterrolebinding"))
    assert f'"{place.namespace}"' not in bindings


@TOLD
def test_each_queue_has_its_template(tenants: World, name: str) -> None:
    place = SITES[name]
    fullname = AgentNames.of(place.common.agent).fullname
    data = tenants.get(place.namespace, "configmap", f"{fullname}-pt")["data"]
    templates, settings = (YAML(typ="safe").load(data[each]) for each in ("template.yaml", "queues.yaml"))
    queues = agent.values(place, "1")["agentk8sglue"]["queues"]

    assert set(templates) == {plan.demand.name for plan in place.plan.queues}
    for plan in place.plan.queues:
        template = templates[plan.demand.name]
        limits = template["spec"]["containers"][0].get("resources", {}).get("limits", {})
        assert settings[plan.demand.name]["maxPods"] == plan.max_pods
        assert limits.get(plan.demand.resource) == (plan.demand.amount or None)
        assert template["spec"]["serviceAccountName"] == f"{fullname}-tasks"
        assert template["metadata"]["labels"].items() >= queues[plan.demand.name]["templateOverrides"]["labels"].items()


def test_the_quota_admits_the_queues_profile_and_refuses_others(tenants: World) -> None:
    """The quota counts limits at admission; the agent removes clear.ml/… from the template, so the pod lacks it."""
    place = SITES["newest"]

    def answer(resource: str, many: int) -> str:
        limits = {resource: many, "cpu": "1", "memory": "1Gi"}
        task = pod(place, "t", containers=[{"name": "t", "image": "i", "resources": {"limits": limits}}])
        return tenants.kube.kubectl(
            "create", "--dry-run=server", "--filename", "-", stdin=json.dumps(task), check=False
        )

    assert "created" in answer("nvidia.com/mig-3g.40gb", 1)
    assert "created" in answer("nvidia.com/gpu", 4)
    for resource, many in (("nvidia.com/mig-3g.40gb", 10), ("nvidia.com/mig-1g.10gb", 1), ("nvidia.com/gpu", 5)):
        assert f"requested: requests.{resource}={many}" in answer(resource, many)


def test_a_task_without_requests_gets_the_tenants_defaults(tenants: World) -> None:
    place = SITES["newest"]
    task = pod(place, "t", containers=[{"name": "t", "image": "i"}])

    made = json.loads(
        tenants.kube.kubectl("create", "--dry-run=server", "--output=json", "--filename", "-", stdin=json.dumps(task))
    )

    amounts = {"cpu": "1", "memory": "8Gi"}
    assert made["spec"]["containers"][0]["resources"] == {"limits": amounts, "requests": amounts}


def test_sessions_and_streams_have_the_tenants_ports(tenants: World) -> None:
    place = SITES["sessions"]
    services = {one["metadata"]["name"]: one for one in tenants.all(place.namespace, "service")}
    taken = {
        name: [port["nodePort"] for port in one["spec"]["ports"] if "nodePort" in port]
        for name, one in services.items()
    }

    sessions = [port for name, some in taken.items() if name.startswith("clearml-session-") for port in some]

    assert place.plan.place.sessions is not None
    assert place.plan.place.stream is not None
    assert sorted(sessions) == list(place.plan.place.sessions)
    stream = services["clearml-enterprise-app-gateway-stream"]["spec"]["ports"]
    assert {(port["protocol"], port["nodePort"]) for port in stream} == {
        (protocol, port) for protocol in ("TCP", "UDP") for port in place.plan.place.stream
    }
    assert environment(gateway_of(tenants, place))["TCP_ROUTER_ADDRESS"] == "stream.clearml.example"


@pytest.mark.parametrize("name", ["newest", "sessions"])
def test_the_gateway_is_reached_through_its_host(tenants: World, name: str) -> None:
    place = SITES[name]
    assert place.common.gateway is not None
    assert place.tenant.gateway is not None
    fullname = GatewayNames.of(place.common.gateway).fullname

    service = tenants.get(place.namespace, "service", fullname)
    spec = tenants.get(place.namespace, "ingress", fullname)["spec"]

    assert ports(service) == {names.GATEWAY_PORT}
    assert spec["rules"][0]["host"] == place.tenant.gateway.host
    assert [one["secretName"] for one in spec.get("tls", [])] == [
        each for each in [place.tenant.gateway.tls_secret] if each
    ]


def test_the_tenants_own_redis_is_where_the_agent_looks(tenants: World) -> None:
    place = SITES["own-redis"]
    assert place.redis is not None
    service, namespace = place.redis.host.split(".")

    assert ports(tenants.get(namespace, "service", service)) == {place.redis.port}
    master = next(containers(tenants.get(namespace, "statefulset", service)))
    password = {"secretKeyRef": {"name": names.REDIS_CREDENTIALS, "key": names.REDIS_PASSWORD_KEY}}
    assert {"name": "REDIS_PASSWORD", "valueFrom": password} in master["env"]
    assert environment(agent_of(tenants, place))["CLEARML_AGENT_REDIS_PASSWORD"] == password


def test_a_second_preview_shows_no_change(tenants: World) -> None:
    assert tenants.project.preview().succeeded().steps == set()
