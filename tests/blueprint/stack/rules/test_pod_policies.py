"""Values of the agent whose pods the tenant's own admission policies refuse, or do not see, are refused."""

import pytest

from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

PLACED = "nodes: {selector: {pool: acme}}, runtimeClass: gvisor"
JOBS = "agentValues: {agentk8sglue: {taskAsJob: true}}"
OVERRIDES = "{agentk8sglue: {queues: {cpu: {templateOverrides: {%s}}}}}"


@pytest.mark.parametrize(
    ("settings", "path", "found", "expected"),
    [
        (
            "queues: {cpu: {template: {runtimeClassName: runc}}}",
            "queues.cpu.template.runtimeClassName",
            "runc",
            "gvisor",
        ),
        ("queues: {cpu: {template: {nodeSelector: {pool: b}}}}", "queues.cpu.template.nodeSelector.pool", "b", "acme"),
        ("queues: {cpu: {template: {nodeSelector: none}}}", "queues.cpu.template.nodeSelector", "", "acme"),
        ("queues: {cpu: {nodeSelector: {pool: b}}}", "queues.cpu.nodeSelector.pool", "b", "acme"),
        (
            f"queues: {{cpu: {{}}}}, agentValues: {OVERRIDES % 'runtimeClassName: runc'}",
            "agentValues.agentk8sglue.queues.cpu.templateOverrides.runtimeClassName",
            "runc",
            "gvisor",
        ),
    ],
)
def test_a_template_that_the_policy_refuses(
    folder: Folder, settings: str, path: str, found: str, expected: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{{PLACED}, {settings}}}"))

    (line,) = folder.lines(workers())
    assert matches(line, f"acme.yaml: workers.{path} | {found} | {expected}")


def test_a_template_for_the_agents_of_all_tenants(folder: Folder) -> None:
    template = {"templateOverrides": {"runtimeClassName": "runc"}}
    chart = {"version": "6.14.6", "values": {"agentk8sglue": {"queues": {"cpu": template}}}}
    folder.write("acme.yaml", tenant("Acme", f"{{{PLACED}, queues: {{cpu: {{}}}}}}"))

    (line,) = folder.lines(workers(agent={"chart": chart}))
    assert "clearml:workers.agent.chart.values.agentk8sglue.queues.cpu.templateOverrides.runtimeClassName" in line


@pytest.mark.parametrize(
    "settings", [PLACED, "nodes: {tolerations: [{key: a}]}", "queues: {cpu: {nodeSelector: {pool: b}}}"]
)
def test_what_agrees_or_adds_is_accepted(folder: Folder, settings: str) -> None:
    queue = "{template: {runtimeClassName: gvisor, nodeSelector: {pool: acme, card: h100}}, nodeSelector: {disk: ssd}}"
    more = "" if "queues" in settings else f", queues: {{cpu: {queue}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{{settings}{more}}}"))

    assert "acme" in folder.build(workers()).plans


@pytest.mark.parametrize(
    ("images", "settings", "policy"),
    [
        (["registry.example"], "", "clearml:workers.images"),
        ([], "runtimeClass: gvisor, ", "workers.runtimeClass"),
        ([], "nodes: {selector: {pool: acme}}, ", "workers.nodes.selector"),
    ],
)
def test_policies_do_not_see_the_pods_of_jobs(folder: Folder, images: list[str], settings: str, policy: str) -> None:
    agent = {"chart": {"version": "6.14.6"}, "defaultImage": "registry.example/python:3"}
    folder.write("acme.yaml", tenant("Acme", f"{{{settings}queues: {{cpu: {{}}}}, {JOBS}}}"))

    (line,) = folder.lines(workers(images=images, agent=agent))
    assert matches(line, "acme.yaml: workers.agentValues.agentk8sglue.taskAsJob | true | false")
    assert policy in line


def test_without_a_policy_tasks_may_be_jobs(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{}}}}, {JOBS}}}"))

    assert "acme" in folder.build(workers()).plans
