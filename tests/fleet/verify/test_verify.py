"""`python -m fleet verify`: which pods it starts, how it judges answers, and that the pods are gone afterwards."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fleet.app import app
from fleet.verify.checks import Check
from fleet.verify.results import judged
from fleet.verify.run import Options, verify_stack
from tests.fleet.test_plan import ELSEWHERE, STACK, WORKERS

GPUS = "GPU 0: NVIDIA A100 (UUID: GPU-1)\n  MIG 3g.20gb Device 0: (UUID: MIG-1)\n"


class Cluster:
    """Answers kubectl; `answers` by the last word of the command, and `failing` verbs."""

    def __init__(self, *failing: str, **answers: str) -> None:
        self.failing, self.answers = failing, answers
        self.calls: list[list[str]] = []
        self.pods: list[Any] = []

    def run(self, argv: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.calls.append(list(argv))
        if options["input"]:
            self.pods.append(json.loads(options["input"]))
        verb = argv[3]
        if verb in self.failing:
            return subprocess.CompletedProcess(list(argv), 1, "", f"error: {verb} refused\n")
        output = ""
        if verb == "exec":
            output = GPUS if "nvidia-smi" in argv else ("shut" if argv[-3] == "tcp" else "http 200")
        return subprocess.CompletedProcess(list(argv), 0, self.answers.get(verb, output), "")

    def verbs(self) -> list[str]:
        return [call[3] for call in self.calls]


@pytest.fixture
def stack(project: Path) -> Path:
    """A tenant with GPU queues, and a suspended one."""
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text() + STACK)
    acme = project / "tenants/dev/acme.yaml"
    acme.write_text(acme.read_text() + WORKERS)
    (project / "tenants/dev/globex.yaml").write_text(ELSEWHERE)
    return project


def test_each_gpu_queue_and_the_connections_have_a_pod_that_looks_like_a_task(stack: Path) -> None:
    cluster = Cluster()

    results = verify_stack("dev", Options(), run=cluster.run)

    assert {each.outcome for each in results} == {"ok"}
    names = [pod["metadata"]["name"] for pod in cluster.pods]
    assert names == ["clearml-verify-1", "clearml-verify-2", "clearml-verify-3", "clearml-verify"]
    assert {pod["metadata"]["labels"]["clearml-task-id"] for pod in cluster.pods} == {"verify"}
    limits = [pod["spec"]["containers"][0].get("resources", {}).get("limits") for pod in cluster.pods]
    assert limits == [{"nvidia.com/mig-3g.20gb": 1}, None, {"nvidia.com/mig-7g.40gb": 1}, None]
    assert "clearml-injector/fraction" in cluster.pods[1]["metadata"]["labels"]
    assert {tuple(call[1:3]) for call in cluster.calls} == {("--context=production", "--namespace=acme")}


def test_the_pods_are_as_the_tenants_admission_policies_demand(stack: Path) -> None:
    acme = stack / "tenants/dev/acme.yaml"
    placed = "  nodes: {selector: {pool: acme}, tolerations: [{key: acme}]}\n  runtimeClass: gvisor\n"
    acme.write_text(acme.read_text().replace("whole: {", "whole: {nodeSelector: {disk: ssd}, ") + placed)
    cluster = Cluster()

    verify_stack("dev", Options(tenant="acme"), run=cluster.run)

    specs = [pod["spec"] for pod in cluster.pods]
    assert [spec["nodeSelector"] for spec in specs] == [{"pool": "acme"}] * 2 + [
        {"pool": "acme", "disk": "ssd"},
        {"pool": "acme"},
    ]
    assert {spec["runtimeClassName"] for spec in specs} == {"gvisor"}
    assert all(spec["tolerations"] == [{"key": "acme", "operator": "Exists"}] for spec in specs)
    assert not any("securityContext" in spec for spec in specs)


def test_the_pods_are_as_the_level_restricted_demands(stack: Path) -> None:
    config = stack / "Pulumi.dev.yaml"
    config.write_text(config.read_text().replace("clearml:workers: {", "clearml:workers: {podSecurity: restricted, "))
    cluster = Cluster()

    verify_stack("dev", Options(), run=cluster.run)

    assert len(cluster.pods) == 4
    for spec in (pod["spec"] for pod in cluster.pods):
        above, (container,) = spec["securityContext"], spec["containers"]
        assert above == {"runAsNonRoot": True, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}}
        assert container["securityContext"] == {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}


def test_every_pod_is_deleted_even_if_it_does_not_start(stack: Path) -> None:
    status = {"conditions": [{"status": "False", "message": "0/4 nodes are available: Insufficient nvidia.com/gpu."}]}
    cluster = Cluster("wait", get=json.dumps({"status": status}))

    results = verify_stack("dev", Options(wait=1), run=cluster.run)

    assert {each.outcome for each in results} == {"failed"}
    assert all("within 1 seconds: 0/4 nodes are available" in each.detail for each in results)
    assert cluster.verbs().count("delete") == 2 * cluster.verbs().count("create")
    assert cluster.verbs()[-1] == "delete"


def test_a_refused_pod_fails_with_the_servers_words(stack: Path) -> None:
    results = verify_stack("dev", Options(), run=Cluster("create").run)

    assert {each.detail for each in results} == {"error: create refused"}


def test_a_cluster_that_does_not_answer_is_one_failure_with_advice(stack: Path) -> None:
    cluster = Cluster("delete")
    [result] = verify_stack("dev", Options(), run=cluster.run)

    assert (result.check, result.outcome) == ("cluster production", "failed")
    assert "`kubectl --context=production get nodes` shows why" in result.detail
    assert cluster.verbs() == ["delete"]


@pytest.mark.parametrize(
    ("expected", "code", "output", "outcome", "word"),
    [
        ("gpu", 0, GPUS, "ok", "GPU 0: NVIDIA A100"),
        ("gpu", 12, "NVIDIA-SMI couldn't find libnvidia-ml.so library in your system.\n", "failed", "libnvidia-ml.so"),
        ("gpu", 6, "No devices were found\n", "failed", "docs/operations/gpus.md"),
        ("gpu", 1, "", "failed", "no output"),
        ("open", 0, "http 401\n", "ok", "http 401"),
        ("open", 0, "open\n", "ok", "open"),
        ("open", 0, "http 503\n", "failed", "http 503"),
        ("open", 0, "shut\n", "failed", "not reachable"),
        ("open", 0, "error [Errno -2] Name or service not known\n", "failed", "Name or service"),
        ("shut", 0, "shut\n", "ok", "shut"),
        ("shut", 0, "open\n", "failed", "not enforced"),
        ("shut", 0, "http 200\n", "failed", "not enforced"),
        ("shut", 0, "error [Errno -2] Name or service not known\n", "unknown", "Name or service"),
        ("shut", 1, 'exec: "python3": executable file not found\n', "failed", "executable file not found"),
    ],
)
def test_an_answer_is_judged(expected: Any, code: int, output: str, outcome: str, word: str) -> None:
    result = judged(Check("acme", "x", (), expected), code, output)

    assert result.outcome == outcome
    assert word in result.detail


def test_a_cluster_that_gives_no_answer_in_time_is_one_failure(stack: Path) -> None:
    def silent(argv: Sequence[str], **_: Any) -> subprocess.CompletedProcess[str]:
        raise subprocess.TimeoutExpired(list(argv), 60)

    results = verify_stack("dev", Options(), run=silent)

    [result] = results
    assert result.detail.startswith("kubectl gave no answer within 60 seconds: ")


def test_an_unknown_tenant_and_a_stack_without_kubectl_are_reported(stack: Path) -> None:
    unknown = CliRunner().invoke(app, ["verify", "--tenant", "initech"])
    assert unknown.exit_code == 1
    assert "a tenant of this stack: acme, globex" in unknown.stderr

    missing = CliRunner().invoke(app, ["verify", "--json"])
    assert missing.exit_code == 1
    [row] = json.loads(missing.stdout)
    assert row["detail"].startswith("kubectl does not start: No such file or directory: ")
    assert "cluster production" in CliRunner().invoke(app, ["verify"]).stdout
