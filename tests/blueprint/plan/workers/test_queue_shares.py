"""What tasks take of CPU and memory is compared with the quota: Kubernetes would fail the ones beyond it."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

BIG = "template: {resources: {limits: {cpu: 3, memory: 6Gi}}}"


@pytest.mark.parametrize(
    ("quota", "queues", "wanted"),
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
def test_queues_that_say_nothing_share_what_fits(
    folder: Folder, quota: str, queues: str, wanted: dict[str, int]
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{{queues}}}}}"))

    plan = folder.build(workers()).plans["acme"]

    assert {queue.demand.name: queue.max_pods for queue in plan.queues} == wanted


@pytest.mark.parametrize(
    ("quota", "queues", "line"),
    [
        (
            "cpu: 2",
            "cpu: {maxPods: 3}",
            "queues.cpu.maxPods: found 3 tasks of 1 each, while workers.quota.cpu is 2, expected at most 2",
        ),
        (
            "memory: 20Gi",
            f"cpu: {{maxPods: 4, {BIG}}}",
            "queues.cpu.maxPods: found 4 tasks of 6Gi each, while workers.quota.memory is 20Gi, expected at most 3",
        ),
        (
            "cpu: 8, defaultCpu: 1500m",
            "cpu: {maxPods: 3}, gpu: {maxPods: 2}, more: {}",
            "quota.cpu: found 8, while the queues need 9 together, expected 9 or more, or less under "
            "workers.queues.<name>.maxPods: cpu, gpu, more",
        ),
        (
            "memory: 2Gi",
            "cpu: {}, gpu: {}",
            "quota.defaultMemory: found 4Gi, while workers.quota.memory is 2Gi, expected no more than the quota",
        ),
        (
            "cpu: 2",
            f"cpu: {{{BIG}}}",
            "queues.cpu.template.resources.limits.cpu: found 3, while workers.quota.cpu is 2, expected no more than "
            "the quota",
        ),
        (
            "cpu: 2",
            "cpu: {template: {resources: {requests: {cpu: 64Gi}}}}",
            "queues.cpu.template.resources.requests.cpu: found '64Gi', expected an amount of CPU such as 2 or 500m",
        ),
        (
            "cpu: 4",
            "cpu: {template: {resources: {requests: {cpu: 100}}}}",
            "queues.cpu.template.resources.requests.cpu: found 100, while the task's limit is 1, which is "
            "workers.quota.defaultCpu, expected no more, or more under template.resources.limits",
        ),
        (
            "memory: 8Gi",
            "cpu: {template: {resources: {requests: {memory: 5Gi}}}}",
            "queues.cpu.template.resources.requests.memory: found 5Gi, while the task's limit is 4Gi, which is "
            "workers.quota.defaultMemory, expected no more, or more under template.resources.limits",
        ),
        (
            "pods: 4",
            "cpu: {template: {resources: {requests: {cpu: 2}, limits: {cpu: 1}}}}",
            "queues.cpu.template.resources.requests.cpu: found 2, while the task's limit is 1, expected no more, or "
            "more under template.resources.limits",
        ),
    ],
)
def test_tasks_that_kubernetes_would_refuse_are_told_with_what_fits(
    folder: Folder, quota: str, queues: str, line: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{{queues}}}}}"))

    assert folder.lines(workers()) == [f"acme.yaml: workers.{line}"]


@pytest.mark.parametrize(
    ("quota", "resources"),
    [
        ("pods: 4", "requests: {cpu: 100, memory: 64Gi}"),
        ("cpu: 4, memory: 8Gi", "requests: {cpu: 500m, memory: 4Gi}"),
        ("cpu: 4", "requests: {cpu: 2}, limits: {cpu: 2}"),
    ],
)
def test_requests_within_the_limit_are_taken(folder: Folder, quota: str, resources: str) -> None:
    section = f"template: {{resources: {{{resources}}}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{quota: {{{quota}}}, queues: {{cpu: {{{section}}}}}}}"))

    assert [queue.demand.name for queue in folder.build(workers()).plans["acme"].queues] == ["cpu"]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        (
            "resources: {limits: {nvidia.com/mig-1g.5gb: 1}}",
            'resources.limits."nvidia.com/mig-1g.5gb": found a GPU in a template, expected workers.queues.cpu.fraction '
            "and card, which the quota follows",
        ),
        (
            "resources: {requests: {nvidia.com/gpu: 1}}",
            'resources.requests."nvidia.com/gpu": found a GPU in a template, expected workers.queues.cpu.fraction and '
            "card, which the quota follows",
        ),
        (
            "labels: {clear.ml/resource-usage: '0.1'}",
            'labels."clear.ml/resource-usage": found the label that the agent sums up, expected '
            "workers.queues.cpu.usage, which the quota follows",
        ),
    ],
)
def test_templates_say_nothing_that_the_quota_follows(folder: Folder, template: str, line: str) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{template: {{{template}}}}}}}}}"))

    assert folder.lines(workers()) == [f"acme.yaml: workers.queues.cpu.template.{line}"]


def test_other_labels_and_resources_of_a_template_are_its_own(folder: Folder) -> None:
    template = "{labels: {team: a}, resources: {limits: {amd.com/gpu: 1, ephemeral-storage: 1Gi}}}"
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{cpu: {{template: {template}}}}}}}"))

    assert folder.build(workers()).plans["acme"].queues[0].max_pods == 10
