"""A quota of GPUs that the listed nodes can never give is a warning; what is uncertain is not."""

import pytest

from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import nodes, tenant, west, workers

ONE = {"card": "A100-40GB"}
"""One GPU."""


def warnings_of(folder: Folder, section: str, config: dict[str, object], rest: str = "") -> list[str]:
    """The warnings about a tenant's quota."""
    folder.write("acme.yaml", tenant("Acme", section, rest))
    warnings = (line.rsplit("/", 1)[-1] for line in folder.build(config).warnings)
    return [line for line in warnings if line.startswith("acme.yaml: workers.quota")]


@pytest.mark.parametrize(
    ("section", "words"),
    [
        (
            "quota: {gpuUnits: 1.5}, queues: {half: {fraction: 0.5}, cpu: {}}",
            ("1.5", "1 GPU"),
        ),
        (
            "quota: {gpuUnits: 1}, queues: {quarter: {fraction: 0.25}}",
            ("1 admits 4", "2g.10gb", "hold 3"),
        ),
        (
            "quota: {gpuUnits: 4}, queues: {half: {fraction: 0.5, usage: 1}}",
            ("4 admits 8", "3g.20gb", "hold 2"),
        ),
    ],
)
def test_more_than_the_cards_is_a_warning(folder: Folder, section: str, words: tuple[str, ...]) -> None:
    (warning,) = warnings_of(folder, f"{{{section}}}", workers() | nodes(a=ONE))

    assert warning.startswith(f"acme.yaml: workers.quota.gpuUnits: {words[0]}")
    assert all(word in warning for word in words)


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
def test_what_other_cards_may_give_is_no_warning(folder: Folder, section: str) -> None:
    assert warnings_of(folder, f"{{{section}}}", workers() | nodes(a=ONE)) == []


def test_cards_count_that_have_the_profile(folder: Folder) -> None:
    section = "{quota: {gpuUnits: 2}, queues: {half: {fraction: 0.5, card: A100-40GB}}}"

    other = warnings_of(folder, section, workers() | nodes(a=ONE, h={"card": "H100-80GB"}))

    assert "lists 1 GPU for its queues" in other[0]
    assert warnings_of(folder, section, workers() | nodes(a=ONE, b=ONE)) == []


def test_a_profile_that_only_the_settings_name_counts(folder: Folder) -> None:
    gpu = {"cdmo": None, "nodes": {"a": ONE}, "profiles": {"A100-40GB": {"0.25": "1g.11gb"}}}
    section = "{quota: {gpuUnits: 1}, queues: {quarter: {fraction: 0.25}}}"

    assert warnings_of(folder, section, workers() | {"gpu": gpu}) == []


def test_the_cards_of_another_cluster_are_unknown(folder: Folder) -> None:
    section = "{quota: {gpuUnits: 9}, queues: {half: {fraction: 0.5}}}"

    assert warnings_of(folder, section, west(), "cluster: west\n") == []
