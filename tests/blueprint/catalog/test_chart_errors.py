"""An error of Helm or of a chart names the setting that corrects it."""

import pytest

from blueprint.catalog.chart_errors import CHART_ERRORS, explain
from blueprint.catalog.charts import AGENT, CHARTS, CLEARML_ENTERPRISE, GATEWAY, GPU_OPERATOR, REDIS, CatalogChart

REQUIRED = "execution error at (clearml-enterprise-app-gateway/templates/secrets.yaml:12:14): {} is required"
OWNED = (
    'Unable to continue with install: ClusterRole "clearml-agent-ca" in namespace "" exists and cannot be imported '
    "into the current release: invalid ownership metadata; annotation validation error: key "
    '"meta.helm.sh/release-namespace"'
)
SCHEMA = (
    "values don't meet the specifications of the schema(s) in the following chart(s):\n"
    "clearml-enterprise-app-gateway:\n- ingress: Additional property hostname is not allowed\n"
)
NIL = (
    'template: clearml-enterprise/templates/a.yaml:3:9: executing "a" at <.Values.apiserver.service.type>: nil pointer '
    "evaluating interface {}.type"
)


@pytest.mark.parametrize(
    ("chart", "error", "words"),
    [
        (GATEWAY, REQUIRED.format("clearml.apiKey"), ["set clearml:workers.gateway.credentials: apiKey"]),
        (GATEWAY, REQUIRED.format("clearml.apiServerSecret"), ["clearml:workers.gateway.credentials: apiServerKey"]),
        (GATEWAY, REQUIRED.format("clearml.authCookieName"), ["secrets.yaml:12:14", "workers.gateway.chart.values"]),
        (AGENT, "missing agentk8sglueSecret", ["clearml:workers.agent.credentials: agentk8sglueKey"]),
        (
            AGENT,
            "chart requires kubeVersion: >=1.21.0-0 <1.33.0-0 which is incompatible with Kubernetes v1.36.2",
            [">=1.21.0-0 <1.33.0-0, and the cluster has v1.36.2", "clearml:workers.agent.chart.version"],
        ),
        (AGENT, OWNED, ["clearml-agent-ca", "6.13.9"]),
        (GATEWAY, SCHEMA, ["ingress: Additional property hostname is not allowed", "workers.gateway.chart.values"]),
        (CLEARML_ENTERPRISE, NIL, ["set apiserver.service.type in clearml:controlPlane.chart.values"]),
        (REDIS, "global.security.allowInsecureImages", ["clearml:redis.chart.values"]),
        (CLEARML_ENTERPRISE, "failed to authorize: 401 Unauthorized", ["helm registry login"]),
    ],
)
def test_an_error_names_its_setting(chart: CatalogChart, error: str, words: list[str]) -> None:
    line = explain(chart, error)

    assert line is not None
    assert "\n" not in line
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize("error", ["context deadline exceeded", "connection refused", ""])
def test_another_error_speaks_for_itself(error: str) -> None:
    assert {explain(chart, error) for chart in CHARTS.values()} == {None}


def test_only_its_own_charts_have_a_specific_error() -> None:
    assert explain(GPU_OPERATOR, "missing apiKey") is None


def test_no_row_hides_another() -> None:
    assert len({each.pattern.pattern for each in CHART_ERRORS}) == len(CHART_ERRORS)
