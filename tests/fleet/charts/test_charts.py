"""`python -m fleet charts`: charts in a folder are rendered, and findings are lines."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fleet.app import app
from fleet.charts.pods import exceeding, refused
from fleet.charts.unread import ChartFiles
from tests.fleet.test_plan import STACK, WORKERS

VALUES = "agentk8sglue:\n  apiServerUrlReference: ''\n  annotations: {}\n  # queues: {}\nsub: {}\n"
CHART = "name: clearml-enterprise-agent\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0}]\n"
TEMPLATE = "{{ .Values.agentk8sglue.resources }} {{- with .Values.sessions }} {{ .portModeEnabled }} {{ end }}\n"
POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: agent}
spec:
  template:
    metadata: {labels: {app: agent}}
    spec:
      hostNetwork: true
      containers: [{name: agent, resources: {requests: {cpu: "99"}}}]
"""


@pytest.fixture
def charts(project: Path) -> Path:
    """A stack with workers, and a folder with the agent's chart."""
    stack = project / "Pulumi.dev.yaml"
    stack.write_text(stack.read_text() + STACK)
    acme = project / "tenants" / "dev" / "acme.yaml"
    acme.write_text(acme.read_text() + WORKERS)
    chart = project / "charts" / "clearml-enterprise-agent"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text(CHART)
    (chart / "values.yaml").write_text(VALUES)
    (chart / "templates" / "agent.yaml").write_text(TEMPLATE)
    return project / "charts"


def program(folder: Path, text: str) -> Path:
    """A program in place of Helm, with this Python text as its work."""
    path = folder / "program"
    path.write_text(f"#!{sys.executable}\nimport sys\n{text}\n")
    path.chmod(0o755)
    return path


def run(charts: Path, templates: Path | None = None) -> list[str]:
    """Lines of the command."""
    more = [] if templates is None else ["--templates", str(templates)]
    result = CliRunner().invoke(app, ["charts", str(charts), *more])
    assert result.exit_code == 0, result.output
    return result.stdout.splitlines()


def test_findings_about_a_chart_in_the_folder(charts: Path) -> None:
    lines = run(charts, program(charts, f"sys.stdin.read(); print({POD!r})"))

    (agent,) = [line for line in lines if line.endswith(": clearml-enterprise-agent")]
    about = [line.removeprefix(agent.rpartition(": ")[0] + ": ") for line in lines if line.startswith("agent: ")]
    assert "the chart does not read agentk8sglue.createQueues" in about
    assert not [line for line in about if "agentk8sglue.queues" in line or "annotations." in line]
    assert "Deployment agent: refused by Pod Security baseline: hostNetwork" in about
    assert "Deployment agent: more than the quota of the namespace: requests.cpu: 99 of 20" in about


def test_charts_that_are_missing_are_named(charts: Path) -> None:
    assert [line for line in run(charts) if line.startswith("control-plane: ") and line.endswith(": not in the folder")]


def test_a_chart_that_does_not_render_is_a_line_with_its_own_words(charts: Path) -> None:
    lines = run(charts, program(charts, "sys.exit('agent.yaml: apiKey\\nis required')"))

    assert [line for line in lines if line.endswith("the chart does not render: agent.yaml: apiKey is required")]
    assert [line for line in run(charts) if "no helm on PATH" in line]


def test_a_policy_that_selects_no_pod_is_reported(charts: Path) -> None:
    for name in ("clearml-enterprise", "clearml-enterprise-app-gateway"):
        (charts / name).mkdir()

    lines = run(charts, program(charts, f"sys.stdin.read(); print({POD!r})"))

    assert [line for line in lines if line.startswith("clearml: NetworkPolicy allow-web selects no pod of the charts")]


@pytest.mark.parametrize(
    ("own", "unread"),
    [
        ({"agentk8sglue": {"annotations": {"a": "b"}, "resources": {}, "queues": {}}}, []),
        ({"sessions": {"portModeEnabled": True, "agentID": "a"}, "sub": {"x": 1}}, []),
        ({"agentk8sglue": {"created": 1}, "other": 1}, ["agentk8sglue.created", "other"]),
    ],
)
def test_keys_that_a_chart_does_not_read(charts: Path, own: Mapping[str, Any], unread: list[str]) -> None:
    assert list(ChartFiles.read(charts / "clearml-enterprise-agent").unread(own)) == unread


SAFE = {
    "name": "a",
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "runAsNonRoot": True,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
}


@pytest.mark.parametrize(
    ("level", "spec", "what"),
    [
        ("privileged", {"hostPID": True, "containers": []}, []),
        ("baseline", {"containers": [SAFE]}, []),
        ("restricted", {"containers": [SAFE], "volumes": [{"name": "v", "emptyDir": {}}]}, []),
        ("baseline", {"hostPID": True, "containers": []}, ["hostPID"]),
        ("baseline", {"volumes": [{"name": "v", "hostPath": {}}], "containers": []}, ["volume v: hostPath"]),
        ("restricted", {"volumes": [{"name": "v", "nfs": {}}], "containers": []}, ["volume v: nfs"]),
        (
            "baseline",
            {"initContainers": [{"name": "i", "securityContext": {"privileged": True}}]},
            ["container i: privileged"],
        ),
        ("baseline", {"containers": [{"name": "c", "ports": [{"hostPort": 1}]}]}, ["container c: hostPort"]),
        (
            "baseline",
            {"containers": [{"name": "c", "securityContext": {"capabilities": {"add": ["CHOWN", "SYS_ADMIN"]}}}]},
            ["container c: capability SYS_ADMIN"],
        ),
    ],
)
def test_what_pod_security_refuses(level: str, spec: Mapping[str, Any], what: list[str]) -> None:
    assert list(refused(level, spec)) == what


def test_a_pod_without_a_security_context_is_refused_by_restricted() -> None:
    assert len(list(refused("restricted", {"containers": [{"name": "a"}]}))) == 4


def test_a_pod_that_fits_the_quota_is_accepted() -> None:
    spec = {"containers": [{"name": "a", "resources": {"limits": {"cpu": "500m", "memory": "1Gi"}}}]}

    assert list(exceeding({"limits.cpu": "2", "limits.memory": "2Gi", "pods": "3"}, spec)) == []
    assert list(exceeding({"limits.memory": "512Mi"}, spec)) == ["limits.memory: 1Gi of 512Mi"]
