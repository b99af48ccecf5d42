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
        (
            AGENT,
            "values: missing property 'agentk8sglueSecret'",
            ["clearml:workers.agent.credentials: agentk8sglueKey"],
        ),
        (
            AGENT,
            "chart requires kubeVersion: >=1.21.0-0 <1.33.0-0 which is incompatible with Kubernetes v1.36.2",
            [">=1.21.0-0 <1.33.0-0, and the cluster has v1.36.2", "clearml:workers.agent.chart.version"],
        ),
        (AGENT, OWNED, ["clearml-agent-ca", "6.13.9"]),
        (GATEWAY, SCHEMA, ["ingress: Additional property hostname is not allowed", "workers.gateway.chart.values"]),
        (CLEARML_ENTERPRISE, NIL, ["set apiserver.service.type in clearml:controlPlane.chart.values"]),
        (REDIS, "global.security.allowInsecureImages", ["clearml:redis.chart.values"]),
        (CLEARML_ENTERPRISE, "failed to pull chart: failed to authorize: 401 Unauthorized", ["helm registry login"]),
    ],
)
def test_an_error_names_its_setting(chart: CatalogChart, error: str, words: list[str]) -> None:
    line = explain(chart, error)

    assert line is not None
    assert "\n" not in line
    assert [word for word in words if word not in line] == []


@pytest.mark.parametrize(
    "error",
    [
        "context deadline exceeded",
        "connection refused",
        "",
        "apiKey was rotated",
        "additional properties 'apiKey', 'agentk8sglueKey' not allowed",
        "Unauthorized",
        "Failed to pull image: registry.example.com/agent: 401 Unauthorized",
        "Post https://10.0.0.1:6443/api/v1/secrets: 403 Forbidden",
        "parse error in chart at templates/a.yaml:401:12",
    ],
)
def test_another_error_speaks_for_itself(error: str) -> None:
    assert {explain(chart, error) for chart in CHARTS.values()} == {None}


def test_only_its_own_charts_have_a_specific_error() -> None:
    assert explain(GPU_OPERATOR, "apiKey is required") is None


def test_no_row_hides_another() -> None:
    assert len({each.pattern.pattern for each in CHART_ERRORS}) == len(CHART_ERRORS)


@pytest.mark.parametrize(
    ("chart", "key", "credentials"),
    [
        (GATEWAY, "apiKey", "apiKey"),
        (GATEWAY, "apiServerSecret", "apiServerKey"),
        (AGENT, "agentk8sglueKey", "agentk8sglueKey"),
    ],
)
def test_what_is_set_already_is_no_advice(chart: CatalogChart, key: str, credentials: str) -> None:
    error, setting = REQUIRED.format(f"clearml.{key}"), f"credentials: {credentials}"

    assert setting in (explain(chart, error, "secret") or "")
    assert setting not in (explain(chart, error, credentials) or "")
    assert explain(chart, f"clearml.{key} is required", credentials) is None


@pytest.mark.parametrize(
    "error",
    [
        'GET "https://registry.example.com/v2/": response status code 403: denied: registry refuses',
        "failed to download oci://registry.example.com/charts/agent: unauthorized: authentication required",
        "failed to authorize: failed to pull: insufficient_scope",
    ],
)
def test_a_registry_that_refuses_asks_for_a_login(error: str) -> None:
    assert "helm registry login" in (explain(AGENT, error) or "")


@pytest.mark.parametrize(
    ("problem", "printed"),
    [
        ("at '/redis/password': 'made-up' does not match pattern '^x$'", "the value does not match pattern '^x$'"),
        (r"at '/a': 'made-up\'s: \'x' does not match pattern '^x$'", "at '/a': the value does not match pattern"),
        ("at '/a': 'made-up' is not valid uri: parse 'made-up': no scheme", "at '/a': the value is not valid uri)"),
        ("'made-up' does not match pattern '^x$'", "(the value does not match"),
        ("a: Does not match pattern '^x$'", "a: Does not match pattern '^x$'"),
        ("at '/a': value must be one of 'b', 'c'", "at '/a': value must be one of 'b', 'c'"),
    ],
)
def test_a_refused_value_is_not_printed(problem: str, printed: str) -> None:
    line = explain(
        REDIS, f"values don't meet the specifications of the schema(s) in the following chart(s):\n- {problem}\n"
    )

    assert line is not None
    assert "made-up" not in line
    assert printed in line
