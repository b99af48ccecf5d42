"""Agent and gateway work whether or not their closed charts read the keys that no page documents."""

from pathlib import Path
from typing import Any

import pytest

from blueprint.catalog.charts import AGENT, GATEWAY
from blueprint.values import names
from blueprint.values.tenant import agent, gateway
from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.blueprint.values.golden_tenants import AGENT_PAIR, PAIR
from tests.blueprint.values.tenant.test_tenant_values import TENANT, place
from tests.sandbox.charts.conftest import NewWorld
from tests.sandbox.charts.world import Release, World, environment, namespace, secret

pytestmark = pytest.mark.engine
WHERE, NAME = "acme", "clearml-enterprise-app-gateway"
GLUE = "clearml-enterprise-agent"
BOTH_WAYS = pytest.mark.parametrize("secrets", [False, True], ids=["documented-keys", "inferred-keys"])
SPELLINGS = pytest.mark.parametrize("spelling", ["install", "openshift"])


@pytest.fixture(scope="module")
def world(new_world: NewWorld) -> World:
    made = new_world()
    made.apply(namespace(WHERE))
    made.apply(
        secret(
            names.GATEWAY_CREDENTIALS, WHERE, **dict(zip((names.GATEWAY_KEY, names.GATEWAY_SECRET), PAIR, strict=True))
        ),
        secret(
            names.AGENT_CREDENTIALS, WHERE, **dict(zip((names.AGENT_KEY, names.AGENT_SECRET), AGENT_PAIR, strict=True))
        ),
        secret(names.REDIS_CREDENTIALS, WHERE, **{names.REDIS_PASSWORD_KEY: "x"}),
    )
    return made


def _gateway(stand_in: dict[str, Any], **settings: Any) -> Release:
    site = place(workers={"gateway": settings}, cluster={"context": "away", "ingress": {"className": "nginx"}})
    values = gateway.values(site, "1", PAIR) | {"standIn": stand_in}
    return Release.of(GATEWAY.name, NAME, WHERE, **values)


@BOTH_WAYS
@SPELLINGS
def test_a_gateway_has_its_key_pair_and_ingress(world: World, secrets: bool, spelling: str) -> None:
    world.up([_gateway({"secrets": secrets, "ingress": spelling})]).succeeded()

    key = environment(world.get(WHERE, "deployment", NAME))["CLEARML_API_ACCESS_KEY"]["secretKeyRef"]
    assert key["name"] == NAME
    assert key["key"] in world.get(WHERE, "secret", NAME)["data"]
    ingress = world.get(WHERE, "ingress", NAME)["spec"]
    assert (ingress["ingressClassName"], ingress["rules"][0]["host"]) == ("nginx", TENANT["gateway"]["host"])
    pulls = world.get(WHERE, "deployment", NAME)["spec"]["template"]["spec"]["imagePullSecrets"]
    own = names.REGISTRY if secrets else f"{NAME}-registry-key"
    assert pulls == [{"name": own}, {"name": names.REGISTRY_LISTED}]


def test_a_pair_by_secret_needs_a_chart_that_reads_it(world: World) -> None:
    world.up([_gateway({"secrets": True}, credentials="secret")]).succeeded()
    key = environment(world.get(WHERE, "deployment", NAME))["CLEARML_API_ACCESS_KEY"]
    assert key == {"secretKeyRef": {"name": names.GATEWAY_CREDENTIALS, "key": names.GATEWAY_KEY}}

    refused = world.up([_gateway({"secrets": False}, credentials="secret")]).failed()
    assert "clearml.apiKey is required" in refused.messages()


@pytest.mark.parametrize(("version", "holder"), [("6.9.11", f"{GLUE}-ac"), ("6.14.6", names.AGENT_CREDENTIALS)])
def test_an_agent_reads_its_pair_in_every_version(world: World, tmp_path: Path, version: str, holder: str) -> None:
    chart = str(pack.pack(named(AGENT.name, version), tmp_path))
    site = place(workers={"agent": {"chart": {"version": version}}})
    world.up([Release(GLUE, WHERE, chart, agent.values(site, "1", AGENT_PAIR))]).succeeded()

    key = environment(world.get(WHERE, "deployment", GLUE))["CLEARML_API_ACCESS_KEY"]["secretKeyRef"]
    assert key == {"name": holder, "key": names.AGENT_KEY}
    assert world.get(WHERE, "secret", holder)["data"][names.AGENT_KEY]
