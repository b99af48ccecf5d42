"""CPU and memory of tasks are compared with the quota, because Kubernetes refuses tasks beyond it."""

import pytest

from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

BIG = "template: {resources: {limits: {cpu: 3, memory: 6Gi}}}"


@pytest.mark.parametrize(
    ("quota", "queues", "expected"),
    [
        ("cpu: 2, memory: 8Gi, pods: 10", "cpu: {}", {"cpu": 2}),
        ("memory: 30Gi", "cpu: {}, gpu: {}", {"cpu": 4, "gpu": 3}),
        ("cpu: 10", "cpu: {maxPods: 7}, gpu: {}", {"cpu": 7, "gpu": 3}),
        ("cpu: 12, defaultCpu: 500m", f"aaa: {{{BIG}}}, bbb: {{}}", {"aaa": 3, "bbb": 6}),
        ("cpu: 8, pods: 5", f"aaa: {{{BIG}}}, bbb: {{}}", {"aaa": 2, "bbb": 2}),
        ("cpu: 2, pods: 5", "cpu: {template: {resources: {limits: {cpu: 100m}}}}", {"cpu": 5}),
        ("pods: 64, cpu: 64", "aaa: {}, bbb: {}", {"aaa": 10, "bbb": 10}),
    ],
)
def test_queues_without_a_number_share_what_fits(
    folder: Folder, quota: str, queues: str, expected: dict[str, int]
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{{queues}}}}}"))

    plan = folder.build(workers()).plans["acme"]

    assert {queue.demand.name: queue.max_pods for queue in plan.queues} == expected


@pytest.mark.parametrize(
    ("quota", "queues", "line"),
    [
        (
            "cpu: 2",
            "cpu: {maxPods: 3}",
            "queues.cpu.maxPods | 3 tasks of 1 | at most 2",
        ),
        (
            "memory: 20Gi",
            f"cpu: {{maxPods: 4, {BIG}}}",
            "queues.cpu.maxPods | 4 tasks of 6Gi | at most 3",
        ),
        (
            "cpu: 8, defaultCpu: 1500m",
            "cpu: {maxPods: 3}, gpu: {maxPods: 2}, more: {}",
            "quota.cpu | 8 | 9 or more | cpu, gpu, more",
        ),
        (
            "memory: 2Gi",
            "cpu: {}, gpu: {}",
            "quota.defaultMemory | 4Gi | workers.quota.memory is 2Gi",
        ),
        (
            "cpu: 2",
            f"cpu: {{{BIG}}}",
            "queues.cpu.template.resources.limits.cpu | 3 | workers.quota.cpu is 2",
        ),
        (
            "cpu: 2",
            "cpu: {template: {resources: {requests: {cpu: 64Gi}}}}",
            "queues.cpu.template.resources.requests.cpu | '64Gi' | amount of CPU",
        ),
        (
            "cpu: 4",
            "cpu: {template: {resources: {requests: {cpu: 100}}}}",
            "queues.cpu.template.resources.requests.cpu | 100 | limit is 1 | workers.quota.defaultCpu",
        ),
        (
            "memory: 8Gi",
            "cpu: {template: {resources: {requests: {memory: 5Gi}}}}",
            "queues.cpu.template.resources.requests.memory | 5Gi | limit is 4Gi | workers.quota.defaultMemory",
        ),
        (
            "pods: 4",
            "cpu: {template: {resources: {requests: {cpu: 2}, limits: {cpu: 1}}}}",
            "queues.cpu.template.resources.requests.cpu | 2 | limit is 1",
        ),
    ],
)
def test_tasks_that_kubernetes_would_refuse_are_named_with_what_fits(
    folder: Folder, quota: str, queues: str, line: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{{queues}}}}}"))

    (problem,) = folder.lines(workers())
    assert matches(problem, f"acme.yaml: workers.{line}")


@pytest.mark.parametrize(
    ("quota", "resources"),
    [
        ("pods: 4", "requests: {cpu: 100, memory: 64Gi}"),
        ("cpu: 4, memory: 8Gi", "requests: {cpu: 500m, memory: 4Gi}"),
        ("cpu: 4", "requests: {cpu: 2}, limits: {cpu: 2}"),
    ],
)
def test_requests_within_the_limit_are_accepted(folder: Folder, quota: str, resources: str) -> None:
    section = f"template: {{resources: {{{resources}}}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{cpu: {{{section}}}}}}}"))

    assert [queue.demand.name for queue in folder.build(workers()).plans["acme"].queues] == ["cpu"]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        (
            "resources: {limits: {nvidia.com/mig-1g.5gb: 1}}",
            'resources.limits."nvidia.com/mig-1g.5gb" | workers.queues.cpu.fraction',
        ),
        (
            "resources: {requests: {nvidia.com/gpu: 1}}",
            'resources.requests."nvidia.com/gpu" | workers.queues.cpu.fraction',
        ),
        (
            "labels: {clear.ml/resource-usage: '0.1'}",
            'labels."clear.ml/resource-usage" | workers.queues.cpu.usage',
        ),
    ],
)
def test_templates_cannot_set_what_the_quota_follows(folder: Folder, template: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{template: {{{template}}}}}}}}}"))

    (problem,) = folder.lines(workers())
    assert matches(problem, f"acme.yaml: workers.queues.cpu.template.{line}")


def test_other_labels_and_resources_of_a_template_are_free(folder: Folder) -> None:
    template = "{labels: {team: a}, resources: {limits: {amd.com/gpu: 1, ephemeral-storage: 1Gi}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{template: {template}}}}}}}"))

    assert folder.build(workers()).plans["acme"].queues[0].max_pods == 10
