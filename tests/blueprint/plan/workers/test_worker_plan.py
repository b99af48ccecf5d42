"""What cluster and quota cannot give is refused before any change, with what they can give."""

import pytest

from blueprint.catalog.gpu import CARDS
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, west, workers

NO_GPU = {key: value for key, value in workers().items() if key != "gpu"}
TWO_CARDS = workers() | {"gpu": {"cdmo": None, "nodes": {"a": {"card": "A100-40GB"}, "h": {"card": "H100-80GB"}}}}
TWO_CARDS_ONE_DEFAULT = workers(card="H100-80GB") | {"gpu": TWO_CARDS["gpu"]}
EIGHTHS = workers() | {"gpu": {"cdmo": None, "fractions": [0.5, 0.125]}}


@pytest.mark.parametrize(
    ("config", "section", "line"),
    [
        (
            workers(),
            "{queues: {gpu: {fraction: 0.3}}}",
            "workers.queues.gpu.fraction | 0.3 | clearml:gpu.fractions (1, 0.5, 0.25)",
        ),
        (
            workers(),
            "{queues: {gpu: {fraction: 3}}}",
            "workers.queues.gpu.fraction | 3 | whole cards",
        ),
        (
            EIGHTHS,
            "{queues: {gpu: {fraction: 0.125, card: A30-24GB}}}",
            "workers.queues.gpu.fraction | 0.125 of A30-24GB | 0.5",
        ),
        (
            NO_GPU,
            "{queues: {gpu: {fraction: 0.5}}}",
            "workers.queues.gpu.fraction | 0.5 | clearml:gpu",
        ),
        (
            TWO_CARDS,
            "{queues: {gpu: {fraction: 0.5}}}",
            "workers.queues.gpu.card | nothing | A100-40GB, H100-80GB",
        ),
        (
            workers(),
            "{queues: {gpu: {card: A100}}}",
            "workers.queues.gpu.card | 'A100' | A100-40GB",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 0.5}, queues: {gpu: {fraction: 1}}}",
            "workers.queues.gpu.fraction | 1 | workers.quota.gpuUnits is 0.5",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 2}, queues: {gpu: {fraction: 0.5, usage: 0.25}}}",
            "workers.queues.gpu.usage | 0.25 | 0.5",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 1}, queues: {cpu: {usage: 2}}}",
            "workers.queues.cpu.usage | 2 | workers.quota.gpuUnits is 1",
        ),
        (
            workers(),
            "{quota: {pods: 4}, queues: {cpu: {maxPods: 5}}}",
            "workers.queues.cpu.maxPods | 5 | at most 4",
        ),
        (
            workers(),
            "{quota: {pods: 4}, queues: {cpu: {maxPods: 3}, gpu: {maxPods: 2}}}",
            "workers.quota.pods | 4 | 5 or more | cpu, gpu",
        ),
        (
            workers(),
            "{quota: {pods: 1}, queues: {cpu: {}, gpu: {}}}",
            "workers.quota.pods | 1 | 2 or more",
        ),
        (
            workers(),
            "{queues: {gpu: {fraction: 0.3, injector: true}}}",
            "workers.queues.gpu.fraction | 0.3 | 0.0625, 0.125",
        ),
        (
            workers(),
            "{queues: {gpu: {injector: true}}}",
            "workers.queues.gpu.injector | no fraction",
        ),
        (
            workers(),
            "{queues: {gpu: {gpu: none, fraction: 1}}}",
            "workers.queues.gpu.gpu | both",
        ),
        (
            workers(),
            "{queues: {gpu: {template: {spec: {when: 2026-01-01}}}}}",
            "workers.queues.gpu.template.spec.when | plain data",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_does(
    folder: Folder, config: dict[str, object], section: str, line: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", section))

    (problem,) = folder.lines(config)

    assert matches(problem, f"acme.yaml: {line}")


@pytest.mark.parametrize(
    ("config", "queue", "expected"),
    [
        (workers(), "{fraction: 0.25}", ("nvidia.com/mig-2g.10gb", 1, None)),
        (workers(), "{fraction: 2}", ("nvidia.com/gpu", 2, None)),
        (workers(card="A100-40GB"), "{fraction: 0.25, card: H100-80GB}", ("nvidia.com/mig-2g.20gb", 1, None)),
        (TWO_CARDS_ONE_DEFAULT, "{fraction: 0.5}", ("nvidia.com/mig-3g.40gb", 1, None)),
        (EIGHTHS, "{fraction: 1}", ("nvidia.com/gpu", 1, None)),
        (NO_GPU, "{fraction: 0.25, injector: true}", (None, 0, "0.250")),
        (NO_GPU, "{fraction: 0.0625, injector: true}", (None, 0, "0.0625")),
        (NO_GPU, "{fraction: 2, injector: true}", (None, 0, "2.000")),
        (workers(), "{usage: 0.5}", (None, 0, None)),
        (west(), "{}", (None, 0, None)),
    ],
)
def test_a_queue_requests_its_part_of_a_card(
    folder: Folder, config: dict[str, object], queue: str, expected: tuple[str | None, int, str | None]
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{gpu: {queue}}}}}"))

    (plan,) = (queue.demand for queue in folder.build(config).plans["acme"].queues)

    assert (plan.resource, plan.amount, plan.injector) == expected


def test_in_another_cluster_the_nodes_of_the_first_have_no_effect(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {gpu: {fraction: 0.5}}}", "cluster: west\n"))
    unnamed = west() | {"workers": workers()["workers"]}

    (line,) = folder.lines(unnamed)

    assert matches(line, "acme.yaml: workers.queues.gpu.card | nothing | clearml:gpu.nodes")
    assert folder.build(west()).plans["acme"].queues[0].demand.resource == "nvidia.com/mig-3g.40gb"


def test_while_the_cards_are_unknown_every_profile_of_every_card_is_limited(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {gpu: {fraction: 0.5}}}", "cluster: west\n"))
    folder.write("globex.yaml", tenant("Globex", "{queues: {cpu: {}}}"))
    every = {f"requests.{name}" for card in CARDS.values() for name in card.all_resources} | {"requests.nvidia.com/gpu"}

    away = folder.build(west()).plans["acme"].resources
    home = folder.build(west()).plans["globex"].resources

    assert set(away) == every - {"requests.nvidia.com/mig-3g.40gb"}
    assert set(away.values()) == {0}
    assert len(home) < len(away)
    folder.write("acme.yaml", tenant("Acme"))
    assert set(folder.build(NO_GPU).plans["globex"].resources) == every
