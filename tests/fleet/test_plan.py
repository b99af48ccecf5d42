"""`python -m fleet plan`."""

import re
from pathlib import Path

from typer.testing import CliRunner

from fleet.app import app
from tests.blueprint.problem_lines import matches

DOC = Path("docs/tenant-file.md").read_text(encoding="utf-8")
STACK = """\
  clearml:cluster: {context: production}
  clearml:clusters: {west: {context: west}}
  clearml:registryToken: {secure: v1:canary}
  clearml:controlPlane: {baseDomain: clearml.example, chart: {version: 11.0.2}}
  clearml:gpu: {nodes: {gpu-1: {card: A100-40GB}}, cdmo: null}
  clearml:workers: {agent: {chart: {version: 6.14.6}}, gateway: {chart: {version: 3.2.0}}}
"""
WORKERS = """\
workers:
  quota: {gpuUnits: 1, pods: 12, cpu: 16}
  queues:
    cpu: {gpu: none}
    half: {fraction: 0.5, maxPods: 2}
    pair: {fraction: 0.25, injector: true, maxPods: 1}
    whole: {fraction: 1, maxPods: 1}
  gateway: {host: acme.clearml.example}
  sessions: {slot: 1, address: 203.0.113.1}
"""
ELSEWHERE = """\
name: Globex
admin: {name: Gus, email: gus@globex.example}
state: suspended
cluster: west
workers:
  namespace: ml
  queues: {two: {fraction: 2, maxPods: 3}}
  gateway: {host: globex.clearml.example, stream: {slot: 0, address: 203.0.113.1}}
"""


def run(*args: str) -> tuple[int, str, str]:
    """Run the command; return exit code, output and error output."""
    result = CliRunner().invoke(app, ["plan", *args])
    return result.exit_code, result.stdout, result.stderr


def test_each_tenants_plan_is_a_line(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text() + STACK)
    acme = project / "tenants/dev/acme.yaml"
    acme.write_text(acme.read_text() + WORKERS)
    (project / "tenants/dev/globex.yaml").write_text(ELSEWHERE)

    code, out, _ = run()

    assert code == 0
    assert out.splitlines()[1:] == [
        "acme: namespace acme; quota 1 GPU, 16 pods, 20 CPU; queues cpu no GPU x 8, half 3g.20gb x 2, pair 0.250 of a "
        "card x 1, whole 7g.40gb x 1; session ports 30010-30019; gateway acme.clearml.example",
        "globex: suspended: no agent, no gateway; namespace ml in cluster west; quota none; queues two 2 cards "
        "x 3; stream ports 30000-30009; gateway globex.clearml.example",
    ]


def block(after: str) -> str:
    """Return the fenced block of docs/tenant-file.md that follows a marker."""
    match = re.search(re.escape(after) + r"\n```\w+\n(.*?)```", DOC, re.DOTALL)
    assert match, f"no block after {after}"
    return match[1]


def test_the_documented_plan_of_the_large_tenant_is_current(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text() + STACK)
    (project / "tenants/dev/acme.yaml").write_text(block("<!-- complete -->"))

    _, out, _ = run()

    assert out.splitlines()[1:] == block("<!-- output of: python -m fleet plan -->").replace("\n  ", " ").splitlines()


def test_a_stack_without_workers_has_no_plan(project: Path) -> None:
    code, out, _ = run()

    assert (code, "clearml:workers" in out) == (0, True)


def test_problems_are_lines(project: Path) -> None:
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text() + STACK)
    acme = project / "tenants/dev/acme.yaml"
    acme.write_text(acme.read_text() + WORKERS.replace("0.5", "0.3"))

    code, out, err = run()

    assert (code, out) == (1, "")
    assert matches(
        err.splitlines()[1], "tenants/dev/acme.yaml: workers.queues.half.fraction | 0.3 | clearml:gpu.fractions"
    )
