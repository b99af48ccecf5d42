"""What cluster and quota cannot give is refused before anything is made, with what they can."""

import pytest

from blueprint.catalog.gpu import CARDS
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, west, workers

NO_GPU = {key: value for key, value in workers().items() if key != "gpu"}
TWO_CARDS = workers() | {"gpu": {"cdmo": None, "nodes": {"a": {"card": "A100-40GB"}, "h": {"card": "H100-80GB"}}}}
TWO_CARDS_ONE_MEANT = workers(card="H100-80GB") | {"gpu": TWO_CARDS["gpu"]}
EIGHTHS = workers() | {"gpu": {"cdmo": None, "fractions": [0.5, 0.125]}}


@pytest.mark.parametrize(
    ("config", "section", "line"),
    [
        (
            workers(),
            "{queues: {gpu: {fraction: 0.3}}}",
            "workers.queues.gpu.fraction: found 0.3, expected one of clearml:gpu.fractions (1, 0.5, 0.25), or 1, 2, 4, "
            "8 whole cards",
        ),
        (
            workers(),
            "{queues: {gpu: {fraction: 3}}}",
            "workers.queues.gpu.fraction: found 3, expected one of clearml:gpu.fractions (1, 0.5, 0.25), or 1, 2, 4, 8 "
            "whole cards",
        ),
        (
            EIGHTHS,
            "{queues: {gpu: {fraction: 0.125, card: A30-24GB}}}",
            "workers.queues.gpu.fraction: found 0.125 of A30-24GB, expected of clearml:gpu.fractions, what A30-24GB "
            "can be cut into: 0.5 (the card itself: 1, 0.5, 0.25)",
        ),
        (
            NO_GPU,
            "{queues: {gpu: {fraction: 0.5}}}",
            "workers.queues.gpu.fraction: found 0.5, while this stack has no GPUs, expected gpu: none, injector: true, "
            "or clearml:gpu",
        ),
        (
            TWO_CARDS,
            "{queues: {gpu: {fraction: 0.5}}}",
            "workers.queues.gpu.card: found nothing, expected a card, here or as clearml:workers.card: this cluster "
            "has A100-40GB, H100-80GB",
        ),
        (
            workers(),
            "{queues: {gpu: {card: A100}}}",
            "workers.queues.gpu.card: found 'A100', expected a card from the catalog: ",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 0.5}, queues: {gpu: {fraction: 1}}}",
            "workers.queues.gpu.fraction: found 1, while workers.quota.gpuUnits is 0.5, expected no more than the "
            "quota: its tasks would wait for ever",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 2}, queues: {gpu: {fraction: 0.5, usage: 0.25}}}",
            "workers.queues.gpu.usage: found 0.25, while a task gets 0.5, expected the fraction or more: the agent "
            "would start tasks that workers.quota.gpuUnits refuses",
        ),
        (
            workers(),
            "{quota: {gpuUnits: 1}, queues: {cpu: {usage: 2}}}",
            "workers.queues.cpu.usage: found 2, while workers.quota.gpuUnits is 1, expected no more than the quota: "
            "its tasks would wait for ever",
        ),
        (
            workers(),
            "{quota: {pods: 4}, queues: {cpu: {maxPods: 5}}}",
            "workers.queues.cpu.maxPods: found 5, while workers.quota.pods is 4, expected at most 4",
        ),
        (
            workers(),
            "{quota: {pods: 4}, queues: {cpu: {maxPods: 3}, gpu: {maxPods: 2}}}",
            "workers.quota.pods: found 4, while the queues need 5 together, expected 5 or more, or less under "
            "workers.queues.<name>.maxPods: cpu, gpu",
        ),
        (
            workers(),
            "{quota: {pods: 1}, queues: {cpu: {}, gpu: {}}}",
            "workers.quota.pods: found 1, while the queues need 2 together, expected 2 or more",
        ),
        (
            workers(),
            "{queues: {gpu: {fraction: 0.3, injector: true}}}",
            "workers.queues.gpu.fraction: found 0.3, expected what the fractional GPU injector takes: 0.0625, 0.125, "
            "0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1, 2, 4, 8",
        ),
        (
            workers(),
            "{queues: {gpu: {injector: true}}}",
            "workers.queues.gpu.injector: found no fraction, expected a fraction and no card",
        ),
        (
            workers(),
            "{queues: {gpu: {gpu: none, fraction: 1}}}",
            "workers.queues.gpu.gpu: found both, expected either gpu: none, or fraction and card",
        ),
        (
            workers(),
            "{queues: {gpu: {template: {spec: {when: 2026-01-01}}}}}",
            "workers.queues.gpu.template.spec.when: found a value that is not plain data, expected a string",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_what_does(
    folder: Folder, config: dict[str, object], section: str, line: str
) -> None:
    folder.write("acme.yaml", tenant("Acme", section))

    (told,) = folder.lines(config)

    assert told.startswith(f"acme.yaml: {line}")


@pytest.mark.parametrize(
    ("config", "queue", "wanted"),
    [
        (workers(), "{fraction: 0.25}", ("nvidia.com/mig-2g.10gb", 1, None)),
        (workers(), "{fraction: 2}", ("nvidia.com/gpu", 2, None)),
        (workers(card="A100-40GB"), "{fraction: 0.25, card: H100-80GB}", ("nvidia.com/mig-2g.20gb", 1, None)),
        (TWO_CARDS_ONE_MEANT, "{fraction: 0.5}", ("nvidia.com/mig-3g.40gb", 1, None)),
        (EIGHTHS, "{fraction: 1}", ("nvidia.com/gpu", 1, None)),
        (NO_GPU, "{fraction: 0.25, injector: true}", (None, 0, "0.250")),
        (NO_GPU, "{fraction: 0.0625, injector: true}", (None, 0, "0.0625")),
        (NO_GPU, "{fraction: 2, injector: true}", (None, 0, "2.000")),
        (workers(), "{usage: 0.5}", (None, 0, None)),
        (west(), "{}", (None, 0, None)),
    ],
)
def test_a_queue_asks_for_its_part_of_a_card(
    folder: Folder, config: dict[str, object], queue: str, wanted: tuple[str | None, int, str | None]
) -> None:
    folder.write("acme.yaml", tenant("Acme", f"{{queues: {{gpu: {queue}}}}}"))

    (plan,) = (queue.demand for queue in folder.build(config).plans["acme"].queues)

    assert (plan.resource, plan.amount, plan.injector) == wanted


def test_in_another_cluster_the_nodes_of_the_first_say_nothing(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {gpu: {fraction: 0.5}}}", "cluster: west\n"))
    unnamed = west() | {"workers": workers()["workers"]}

    (line,) = folder.lines(unnamed)

    assert line == (
        "acme.yaml: workers.queues.gpu.card: found nothing, expected a card, here or as clearml:workers.card: this "
        "cluster has no card in clearml:gpu.nodes"
    )
    assert folder.build(west()).plans["acme"].queues[0].demand.resource == "nvidia.com/mig-3g.40gb"


def test_where_the_cards_are_not_known_every_profile_of_every_card_is_limited(folder: Folder) -> None:
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
