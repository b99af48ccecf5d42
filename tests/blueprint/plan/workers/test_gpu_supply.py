"""A quota of GPUs that the listed nodes can never give is told, and nothing is told that is not certain."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import nodes, tenant, west, workers

ONE = {"card": "A100-40GB"}
"""One GPU."""


def told(folder: Folder, section: str, config: dict[str, object], rest: str = "") -> list[str]:
    """The warnings about a tenant's quota."""
    folder.write("acme.yaml", tenant("Acme", section, rest))
    warnings = (line.rsplit("/", 1)[-1] for line in folder.build(config).warnings)
    return [line for line in warnings if line.startswith("acme.yaml: workers.quota")]


@pytest.mark.parametrize(
    ("section", "line"),
    [
        (
            "quota: {gpuUnits: 1.5}, queues: {half: {fraction: 0.5}, cpu: {}}",
            "1.5, while clearml:gpu.nodes lists 1 GPU",
        ),
        (
            "quota: {gpuUnits: 1}, queues: {quarter: {fraction: 0.25}}",
            "1 admits 4 tasks of 2g.10gb at once, while the GPUs of clearml:gpu.nodes hold 3; the others wait",
        ),
        (
            "quota: {gpuUnits: 4}, queues: {half: {fraction: 0.5, usage: 1}}",
            "4 admits 8 tasks of 3g.20gb at once, while the GPUs of clearml:gpu.nodes hold 2; the others wait",
        ),
    ],
)
def test_more_than_the_cards_is_told(folder: Folder, section: str, line: str) -> None:
    (warning,) = told(folder, f"{{{section}}}", workers() | nodes(a=ONE))

    assert warning.startswith(f"acme.yaml: workers.quota.gpuUnits: {line}")


@pytest.mark.parametrize(
    "section",
    [
        "queues: {half: {fraction: 0.5}}",
        "quota: {gpuUnits: 1}, queues: {half: {fraction: 0.5}, whole: {fraction: 1}}",
        "quota: {gpuUnits: 1}, queues: {quarter: {fraction: 0.25, maxPods: 3}}",
        "quota: {gpuUnits: 9}, queues: {two: {fraction: 2, nodeSelector: {pool: whole}}}",
        "quota: {gpuUnits: 9}, queues: {shared: {fraction: 0.5, injector: true}}",
        "quota: {gpuUnits: 9}, queues: {half: {fraction: 0.5, maxPods: 1}, counted: {usage: 2}}",
        "quota: {gpuUnits: 9}",
    ],
)
def test_what_other_cards_may_give_is_not_told(folder: Folder, section: str) -> None:
    assert told(folder, f"{{{section}}}", workers() | nodes(a=ONE)) == []


def test_cards_count_that_have_the_profile(folder: Folder) -> None:
    section = "{quota: {gpuUnits: 2}, queues: {half: {fraction: 0.5, card: A100-40GB}}}"

    other = told(folder, section, workers() | nodes(a=ONE, h={"card": "H100-80GB"}))

    assert "lists 1 GPU for its queues" in other[0]
    assert told(folder, section, workers() | nodes(a=ONE, b=ONE)) == []


def test_a_profile_that_the_settings_name_counts(folder: Folder) -> None:
    gpu = {"cdmo": None, "nodes": {"a": ONE}, "profiles": {"A100-40GB": {"0.25": "1g.11gb"}}}
    section = "{quota: {gpuUnits: 1}, queues: {quarter: {fraction: 0.25}}}"

    assert told(folder, section, workers() | {"gpu": gpu}) == []


def test_the_cards_of_another_cluster_are_not_known(folder: Folder) -> None:
    section = "{quota: {gpuUnits: 9}, queues: {half: {fraction: 0.5}}}"

    assert told(folder, section, west(), "cluster: west\n") == []
