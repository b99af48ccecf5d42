"""GPUs that are sold more often than there are."""

import pytest

from blueprint.settings.checking.problems import SettingsError
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import nodes, tenant, west, workers

TWO = {"card": "A100-40GB", "gpus": [0, 1]}
HALF = "{quota: {gpuUnits: 2}, queues: {half: {fraction: 0.5}}}"


def three(folder: Folder, section: str = HALF) -> None:
    for name in ("Acme", "Globex", "Initech"):
        folder.write(f"{name.lower()}.yaml", tenant(name, section))


def sold(folder: Folder, config: dict[str, object]) -> list[str]:
    return [line for line in folder.build(config).warnings if line.startswith("GPUs are sold")]


def test_tenants_that_share_too_few_gpus_are_named(folder: Folder) -> None:
    three(folder)
    [line] = sold(folder, workers() | nodes(a=TWO))
    assert "2 x A100-40GB for 6" in line
    assert "(acme 2, globex 2, initech 2)" in line


def test_the_queues_limit_what_a_tenant_may_use(folder: Folder) -> None:
    three(folder, "{quota: {gpuUnits: 9}, queues: {half: {fraction: 0.5, maxPods: 1}}}")
    [line] = folder.build(workers() | nodes(a=TWO)).ledger
    assert (line.total, line.available, line.ratio) == (1.5, 2, 0.75)


@pytest.mark.parametrize(
    ("config", "rest"),
    [
        (nodes(a=TWO, b=TWO, c=TWO), ""),
        (nodes(a=TWO), "state: suspended"),
        ({"gpu": {"cdmo": None, "nodes": {"a": TWO}, "pools": {"p": {**TWO, "selector": {"pool": "p"}}}}}, ""),
        ({"gpu": {"cdmo": None, "nodes": {"a": TWO}, "maxOvercommit": 3}}, ""),
    ],
    ids=["enough", "suspended", "pool", "permitted"],
)
def test_no_word_about_what_is_enough_or_unknown_or_permitted(
    folder: Folder, config: dict[str, object], rest: str
) -> None:
    for name in ("Acme", "Globex", "Initech"):
        folder.write(f"{name.lower()}.yaml", tenant(name, HALF, rest))
    assert sold(folder, workers() | config) == []


def test_more_than_the_threshold_is_refused(folder: Folder) -> None:
    three(folder)
    config = workers() | {"gpu": {"cdmo": None, "nodes": {"a": TWO}, "maxOvercommit": 2.5}}
    with pytest.raises(SettingsError, match=r"clearml:gpu\.maxOvercommit: found 2 x A100-40GB for 6 .*3\.00 times"):
        folder.build(config)


def test_clusters_are_counted_apart(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", HALF))
    folder.write("globex.yaml", tenant("Globex", HALF, "cluster: west"))
    home, other = folder.build(west() | {"workers": workers(card="A100-40GB")["workers"]}).ledger
    assert (home.cluster, dict(home.sold)) == (None, {"acme": 2})
    assert (other.cluster, dict(other.sold), other.available) == ("west", {"globex": 2}, None)


def test_tasks_count_as_often_as_the_quota_admits_them(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{quota: {gpuUnits: 1}, queues: {half: {fraction: 0.5, usage: 1}}}"))
    [line] = folder.build(workers() | nodes(a=TWO)).ledger
    assert line.total == 0.5


def test_gpus_that_no_node_has_are_more_than_any_threshold(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {half: {fraction: 0.5, card: H100-80GB}}}"))
    config = workers() | {"gpu": {"cdmo": None, "nodes": {"a": TWO}, "maxOvercommit": 9}}
    with pytest.raises(SettingsError, match="maxOvercommit: found 0 x H100-80GB"):
        folder.build(config)


def test_four_quarters_of_a_card_that_holds_three_are_more_than_the_card(folder: Folder) -> None:
    for name in ("Acme", "Globex", "Initech", "Hooli"):
        section = "{quota: {gpuUnits: 0.25}, queues: {quarter: {fraction: 0.25}}}"
        folder.write(f"{name.lower()}.yaml", tenant(name, section))
    [line] = folder.build(workers() | nodes(a={"card": "A100-40GB"})).ledger
    assert line.ratio == pytest.approx(4 / 3, abs=0.01)
