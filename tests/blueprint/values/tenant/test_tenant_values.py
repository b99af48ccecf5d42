"""What the values of agent and gateway depend on; the golden files show the rest."""

from typing import Any

import pytest
from ruamel.yaml import YAML

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import AgentSettings, GatewaySettings
from blueprint.values.names import (
    GATEWAY_CREDENTIALS,
    REGISTRY,
    REGISTRY_LISTED,
    SECRETS_CHECKSUM,
    AgentNames,
    GatewayNames,
    tenant_credentials_keys,
)
from blueprint.values.platform import clearml_enterprise
from blueprint.values.tenant import agent, gateway, quota
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant.site import RedisAddress, TenantSite
from sandbox.charts.chart import FOLDER
from tests.blueprint.values.golden_tenants import AGENT_PAIR, PAIR, made_site, parsed
from tests.blueprint.values.golden_yaml import CHECKSUM

PLATFORM: dict[str, Any] = {
    "cluster": {"context": "home"},
    "controlPlane": {"baseDomain": "clearml.example"},
    "gpu": {"nodes": {"n": {"card": "A100-40GB"}}},
}
TENANT: dict[str, Any] = {"queues": {"default": {}}, "gateway": {"host": "acme.clearml.example"}}
SERVICE, PUBLIC = "http://clearml-enterprise-apiserver.clearml:8008", "https://api.clearml.example"
AWAY = {"context": "away", "ingress": {"className": "traefik"}}


def place(platform: dict[str, Any] | None = None, **parts: Any) -> TenantSite:
    """A site; `parts` replace whole sections of the tenant's settings, `platform` some of the platform's."""
    above = parsed(PlatformSettings, PLATFORM | (platform or {}))
    return made_site(above, {"slug": "acme", "tenant": TENANT, **parts})


def environment(site: TenantSite) -> dict[str, Any]:
    return {one["name"]: one for one in agent.values(site, CHECKSUM)["agentk8sglue"]["extraEnvs"]}


def queue(**service: Any) -> dict[str, Any]:
    """The entry of a queue."""
    values = agent.values(place(tenant={"queues": {"q": service}}), CHECKSUM)
    entry: dict[str, Any] = values["agentk8sglue"]["queues"]["q"]
    return entry


def test_a_new_generation_restarts_its_consumer_alone() -> None:
    site = place()
    first, second = (agent.values(site, each)["agentk8sglue"] for each in ("first", "second"))

    assert first.pop("annotations") == {SECRETS_CHECKSUM: "first"}
    assert second.pop("annotations") == {SECRETS_CHECKSUM: "second"}
    assert first == second
    assert gateway.values(site, "first", PAIR)["router"]["podAnnotations"] == {SECRETS_CHECKSUM: "first"}


@pytest.mark.parametrize(
    ("workers", "away", "of_agent", "of_gateway"),
    [
        ({}, False, SERVICE, PUBLIC),
        ({"urls": "public"}, False, PUBLIC, PUBLIC),
        ({"urls": "cluster", "gateway": {"api": "cluster"}}, False, SERVICE, SERVICE),
        ({"urls": "cluster", "gateway": {"api": "cluster"}}, True, PUBLIC, PUBLIC),
    ],
)
def test_which_address_the_api_has(workers: dict[str, Any], away: bool, of_agent: str, of_gateway: str) -> None:
    site = place(workers=workers, **({"cluster": AWAY} if away else {}))

    values = agent.values(site, CHECKSUM)["agentk8sglue"]

    assert values["apiServerUrlReference"] == of_agent
    assert gateway.values(site, CHECKSUM, PAIR)["clearml"]["apiServerUrlReference"] == of_gateway
    assert values["fileServerUrlReference"] == "https://files.clearml.example"
    assert values["webServerUrlReference"] == "https://app.clearml.example"


@pytest.mark.parametrize(("said", "name"), [({}, "clearml-token-k8s"), ({"cookieName": "ml_session"}, "ml_session")])
@pytest.mark.parametrize("parts", [{}, {"cluster": AWAY}])
def test_the_gateway_looks_for_the_cookie_that_the_server_sets(
    said: dict[str, str], name: str, parts: dict[str, Any]
) -> None:
    site = place({"controlPlane": {"baseDomain": "clearml.example", **said}}, **parts)

    told = clearml_enterprise.values(site.platform, CHECKSUM)["clearml"]["cookieName"]

    assert told == gateway.values(site, CHECKSUM, PAIR)["clearml"]["authCookieName"] == name


def test_the_cookie_is_the_one_of_the_charts_own_default() -> None:
    chart = YAML(typ="safe").load(FOLDER / "clearml-enterprise" / "values.yaml")

    assert chart["clearml"]["cookieName"] == ControlPlaneSettings(base_domain="clearml.example").cookie_name


def test_pull_secrets_by_every_key_that_a_page_has() -> None:
    """No pod may name one secret twice: the API server would warn, and the agent fail the task."""
    site = place()
    named = {"enabled": True, "existingSecret": REGISTRY}

    listed: dict[str, Any] = {"extraImagePullSecrets": [{"name": REGISTRY_LISTED}]}
    assert agent.values(site, CHECKSUM)["imageCredentials"] == {**named, **listed}
    listed = {"existingImagePullSecrets": [{"name": REGISTRY_LISTED}]}
    assert clearml_enterprise.values(site.platform, CHECKSUM)["imageCredentials"] == {**named, **listed}
    assert gateway.values(site, CHECKSUM, PAIR)["imageCredentials"] == {**named, **listed}


def test_the_gateways_ingress_is_that_of_its_cluster() -> None:
    away = gateway.values(place(cluster=AWAY), CHECKSUM, PAIR)["ingress"]
    home = gateway.values(place(), CHECKSUM, PAIR)["ingress"]

    assert (away["ingressClassName"], away["className"]) == ("traefik", "traefik")
    assert (away["hostName"], away["hostname"]) == ("acme.clearml.example", "acme.clearml.example")
    assert not home.keys() & {"ingressClassName", "className"}


@pytest.mark.parametrize("parts", [{"workers": {"gateway": None}}, {"tenant": {"queues": {"default": {}}}}])
def test_without_a_gateway_there_are_no_values(parts: dict[str, Any]) -> None:
    site = place(**parts)

    assert (site.has_gateway, site.gateway_url) == (False, None)
    with pytest.raises(ValueError, match="no gateway for the tenant acme"):
        gateway.values(site, CHECKSUM, PAIR)


@pytest.mark.parametrize(("key", "twin"), [("apiKey", "apiSecret"), ("apiServerKey", "apiServerSecret")])
def test_the_gateways_pair_is_in_its_values(key: str, twin: str) -> None:
    site = place(workers={"gateway": {"credentials": key}})

    clearml = gateway.values(site, CHECKSUM, ("access", "secret"))["clearml"]

    assert (clearml[key], clearml[twin]) == ("access", "secret")
    assert "existingSecret" not in clearml
    with pytest.raises(ValueError, match=f"no key pair for the chart's {key}"):
        gateway.values(site, CHECKSUM)


def test_the_gateways_pair_by_a_secret_if_the_settings_want_it() -> None:
    clearml = gateway.values(place(workers={"gateway": {"credentials": "secret"}}), CHECKSUM)["clearml"]

    assert clearml["existingSecret"] == GATEWAY_CREDENTIALS
    assert not {"apiKey", "apiSecret"} & clearml.keys()


@pytest.mark.parametrize(
    ("version", "said", "by_secret"),
    [
        (None, {}, True),
        ("6.14.6", {}, True),
        ("6.9.12", {}, True),
        ("6.9.11", {}, False),
        ("5.0.1", {}, False),
        ("5.0.1", {"credentials": "secret"}, True),
        ("6.14.6", {"credentials": "agentk8sglueKey"}, False),
    ],
)
def test_an_agent_that_reads_no_secret_has_the_pair_in_its_values(
    version: str | None, said: dict[str, str], by_secret: bool
) -> None:
    site = place(workers={"agent": {"chart": {} if version is None else {"version": version}, **said}})

    clearml = agent.values(site, CHECKSUM, AGENT_PAIR)["clearml"]

    pair = {"agentk8sglueKey": AGENT_PAIR[0], "agentk8sglueSecret": AGENT_PAIR[1]}
    assert clearml == ({"existingAgentk8sglueSecret": "clearml-agent-credentials"} if by_secret else pair)
    if not by_secret:
        with pytest.raises(ValueError, match="no key pair for the chart's agentk8sglueKey"):
            agent.values(site, CHECKSUM)


def test_where_the_gateway_is() -> None:
    assert place().gateway_url == "https://acme.clearml.example"


def test_without_a_server_there_are_no_values() -> None:
    with pytest.raises(ValueError, match="controlPlane"):
        agent.values(place({"controlPlane": None}), CHECKSUM)


@pytest.mark.parametrize(
    ("redis_settings", "address"),
    [
        (None, None),
        ({}, RedisAddress("redis-master.redis-shared", 6379, 0)),
        ({"release": "locks", "database": 2}, RedisAddress("locks-redis-master.redis-shared", 6379, 2)),
        ({"mode": "perTenant"}, RedisAddress("redis-master.acme", 6379, 0)),
        ({"mode": "external", "external": {"host": "r.example", "port": 7}}, RedisAddress("r.example", 7, 0)),
    ],
)
def test_where_redis_is(redis_settings: dict[str, Any] | None, address: RedisAddress | None) -> None:
    site = place({"redis": redis_settings})

    assert site.redis == address
    names = {name for name in environment(site) if "REDIS" in name}
    assert len(names) == (4 if address else 0)


def test_the_shared_redis_of_another_cluster_is_out_of_reach() -> None:
    with pytest.raises(ValueError, match="shared Redis"):
        agent.values(place({"redis": {}}, cluster=AWAY), CHECKSUM)


def test_ports_on_request_only_matter_with_ports() -> None:
    switch = "CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY"
    sessions = {"slot": 0, "address": "192.0.2.1"}

    assert switch not in environment(place())
    assert switch in environment(place(tenant={**TENANT, "sessions": sessions}))
    assert switch not in environment(place(tenant={**TENANT, "sessions": sessions, "nodePorts": "always"}))


def test_the_tenants_values_win_over_the_platforms_and_those_over_ours() -> None:
    shared = {"agentk8sglue": {"debugMode": True, "replicaCount": 2}, "new": 1}
    own = {"agentk8sglue": {"replicaCount": 3}}
    site = place(workers={"agent": {"chart": {"values": shared}}}, tenant={**TENANT, "agentValues": own})

    values = agent.values(site, CHECKSUM)

    assert (values["agentk8sglue"]["debugMode"], values["agentk8sglue"]["replicaCount"], values["new"]) == (True, 3, 1)
    assert values["agentk8sglue"]["createQueues"] is False
    site = place(
        workers={"gateway": {"chart": {"values": {"a": 1, "b": 1}}}}, tenant={**TENANT, "gatewayValues": {"b": 2}}
    )
    assert {key: gateway.values(site, CHECKSUM, PAIR)[key] for key in "ab"} == {"a": 1, "b": 2}


def test_a_variable_of_the_stack_or_the_tenant_takes_none_of_ours_away() -> None:
    def said(value: str) -> dict[str, Any]:
        return {"agentk8sglue": {"extraEnvs": [{"name": "HTTPS_PROXY", "value": value}]}}

    ours = environment(place())
    shared = {"agent": {"chart": {"values": said("http://shared.example")}}}

    assert "CLEARML_K8S_SUPPORT_SUSPENSION" in ours
    for tenant, value in (
        (TENANT, "http://shared.example"),
        (TENANT | {"agentValues": said("http://own.example")}, "http://own.example"),
    ):
        made = environment(place(workers=shared, tenant=tenant))
        assert made == {**ours, "HTTPS_PROXY": {"name": "HTTPS_PROXY", "value": value}}


def test_without_a_quota_nothing_is_limited() -> None:
    field = "metadata|labels|clear.ml/resource-usage"

    limited = agent.values(place(tenant={**TENANT, "quota": {"gpuUnits": 2.5}}), CHECKSUM)["agentk8sglue"]
    free = agent.values(place(), CHECKSUM)["agentk8sglue"]

    assert limited["monitoredResources"]["maxResources"] == 2.5
    assert free["monitoredResources"] == {"minResourcesFieldName": field, "maxResourcesFieldName": field}


def test_a_queues_template_has_the_last_word() -> None:
    template = {"labels": {"billing-monitored": "false"}, "resources": {"limits": {"memory": "1Gi"}}}

    made = queue(fraction=0.5, template=template)["templateOverrides"]

    assert made["labels"] == {"clear.ml/resource-usage": "0.5", "billing-monitored": "false"}
    limits = made["resources"]["limits"]
    assert limits == {"nvidia.com/mig-3g.20gb": 1, "clear.ml/fraction-1": "0.5", "memory": "1Gi"}


@pytest.mark.parametrize(
    ("service", "variables"),
    [
        ({"gpu": "none"}, {"NVIDIA_VISIBLE_DEVICES": "void"}),
        (
            {"gpu": "none", "template": {"env": [{"name": "A", "value": "1"}]}},
            {"NVIDIA_VISIBLE_DEVICES": "void", "A": "1"},
        ),
        ({"fraction": 0.5}, {}),
        ({"fraction": 1}, {}),
        ({"fraction": 0.25, "injector": True}, {}),
    ],
)
def test_tasks_without_a_gpu_refuse_what_their_image_requests(
    service: dict[str, Any], variables: dict[str, str]
) -> None:
    found = queue(**service)["templateOverrides"].get("env", [])

    assert {each["name"]: each["value"] for each in found} == variables


def test_a_queues_variables_keep_those_of_the_base_template() -> None:
    base = {"agentk8sglue": {"basePodTemplate": {"env": [{"name": "B", "value": "1"}, {"name": "A", "value": "base"}]}}}
    queues = {"cpu": {"gpu": "none", "template": {"env": [{"name": "A", "value": "own"}]}}, "gpu": {"fraction": 1}}
    site = place(workers={"agent": {"chart": {"values": base}}}, tenant={"queues": queues})

    made = agent.values(site, CHECKSUM)["agentk8sglue"]["queues"]

    assert {each["name"]: each["value"] for each in made["cpu"]["templateOverrides"]["env"]} == {
        "B": "1",
        "NVIDIA_VISIBLE_DEVICES": "void",
        "A": "own",
    }
    assert "env" not in made["gpu"]["templateOverrides"]


def test_whole_cards_are_whole() -> None:
    assert queue(fraction=4)["templateOverrides"]["resources"] == {"limits": {"nvidia.com/gpu": 4}}


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ({"key": "gpu"}, {"key": "gpu", "operator": "Exists"}),
        ({"key": "gpu", "value": "a"}, {"key": "gpu", "operator": "Equal", "value": "a"}),
        ({"key": "gpu", "effect": "NoExecute"}, {"key": "gpu", "operator": "Exists", "effect": "NoExecute"}),
    ],
)
def test_tolerations(said: dict[str, str], made: dict[str, str]) -> None:
    assert queue(tolerations=[said])["templateOverrides"]["tolerations"] == [made]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [({}, ["ResourceQuota"]), ({"pods": 3}, ["ResourceQuota"]), ({"cpu": "2"}, ["ResourceQuota", "LimitRange"])],
)
def test_defaults_come_with_what_is_counted(said: dict[str, Any], kinds: list[str]) -> None:
    made = quota.manifests(place(tenant={**TENANT, "quota": said}))

    assert [one["kind"] for one in made] == kinds
    if "LimitRange" in kinds:
        assert made[1]["spec"]["limits"][0]["default"] == {"cpu": "1"}


def test_pods_without_an_account_get_a_token_on_request_only() -> None:
    for workers, token in (({}, False), ({"defaultAccountToken": True}, True)):
        account = tenant_namespace.default_account(place(workers=workers))
        assert (account["metadata"]["name"], account["automountServiceAccountToken"]) == ("default", token)


def test_the_namespace_says_whose_it_is() -> None:
    labels = tenant_namespace.namespace(place(workers={"podSecurity": "restricted"}))["metadata"]["labels"]

    assert labels["clearml-platform/tenant"] == "acme"
    assert labels["clearml-platform/role"] == "tenant"
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


@pytest.mark.parametrize("level", ["privileged", "baseline", "restricted"])
def test_kubectl_gets_no_warning_beyond_the_enforced_level(level: str) -> None:
    """An agent fails a task for any warning at its pod."""
    labels = tenant_namespace.namespace(place(workers={"podSecurity": level}))["metadata"]["labels"]

    assert labels["pod-security.kubernetes.io/warn"] == labels["pod-security.kubernetes.io/enforce"] == level


def test_names_can_be_set() -> None:
    site = place(workers={"agent": {"fullname": "a"}, "gateway": {"fullname": "g"}})

    assert agent.values(site, CHECKSUM)["fullnameOverride"] == "a"
    assert gateway.values(site, CHECKSUM, PAIR)["fullnameOverride"] == "g"
    assert AgentNames.of(AgentSettings(release="clearml-agent")).fullname == "clearml-agent-clearml-enterprise-agent"
    assert (
        GatewayNames.of(GatewaySettings(release="clearml-ttr")).fullname == "clearml-ttr-clearml-enterprise-app-gateway"
    )
    assert tenant_credentials_keys("agent") == ("agent.accessKey", "agent.secretKey")


def test_pods_of_applications_run_where_the_admission_policy_demands_it() -> None:
    """The queue's own pods have the tenant's nodes and their own, as without applications."""
    own = {"nodes": {"selector": {"pool": "acme"}, "tolerations": [{"key": "acme"}]}, "runtimeClass": "gvisor"}
    tenant = {**own, "queues": {"q": {"nodeSelector": {"card": "h100"}}}}
    server = {**PLATFORM["controlPlane"], "applicationQueue": "perTenant"}
    glue = agent.values(place({"controlPlane": server}, tenant=tenant), CHECKSUM)["agentk8sglue"]

    placed = {
        "nodeSelector": {"pool": "acme"},
        "tolerations": [{"key": "acme", "operator": "Exists"}],
        "runtimeClassName": "gvisor",
    }
    assert glue["appsQueue"] == {"enabled": True, "templateOverrides": placed}
    assert glue["basePodTemplate"] == placed
    alone = agent.values(place(tenant=tenant), CHECKSUM)["agentk8sglue"]
    assert glue["queues"] == alone["queues"]
    assert "basePodTemplate" not in alone
    assert "appsQueue" not in alone


def test_applications_without_dedicated_nodes_have_no_template() -> None:
    server = {**PLATFORM["controlPlane"], "applicationQueue": "perTenant"}
    glue = agent.values(place({"controlPlane": server}), CHECKSUM)["agentk8sglue"]

    assert glue["appsQueue"] == {"enabled": True}
    assert "basePodTemplate" not in glue
