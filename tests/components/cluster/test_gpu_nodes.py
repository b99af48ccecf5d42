"""GPU nodes by name and by label: a node that is missing or unfit is left out with a warning."""

from typing import Any

from blueprint.settings.platform.gpu import GpuSettings
from components.cluster.gpu_nodes import GpuNodes, gpu_nodes
from components.cluster.node import ObservedNode

A100, H100 = "NVIDIA-A100-SXM4-40GB", "NVIDIA-H100-80GB-HBM3"
POOL = {"selector": {"pool": "h100"}, "card": "H100-80GB", "gpus": [0, 1]}


def node(name: str, product: str | None = None, **labels: str) -> ObservedNode:
    return ObservedNode(name, {**labels, **({"nvidia.com/gpu.product": product} if product else {})}, "boot")


def found(gpu: dict[str, Any], *nodes: ObservedNode) -> GpuNodes:
    settings = GpuSettings.model_validate(gpu, by_alias=True, by_name=False)
    return gpu_nodes(settings, {one.name: one for one in nodes})


def test_a_missing_node_is_a_warning_and_all_others_stay() -> None:
    gpu = {"nodes": {"gone": {"card": "A100-40GB"}, "a": {"card": "A100-40GB"}}}
    result = found(gpu, node("a", A100), node("cpu"))
    assert (list(result.present), result.problems) == (["a"], ())
    (warning,) = result.warnings
    assert warning.startswith(
        "clearml:gpu.nodes.gone: the cluster has no such node, so it is left out until it is back"
    )
    assert warning.endswith("nodes with GPUs: a")


def test_a_pool_has_the_nodes_with_all_its_labels() -> None:
    pool = {**POOL, "selector": {"pool": "h100", "zone": "1"}}
    nodes = (node("in", H100, pool="h100", zone="1"), node("other-zone", H100, pool="h100", zone="2"), node("none"))
    result = found({"pools": {"h": pool}}, *nodes)
    assert {name: (one.card, one.gpus) for name, one in result.present.items()} == {"in": ("H100-80GB", (0, 1))}
    assert result.warnings == ()


def test_a_node_that_is_not_labelled_by_the_operator_yet_belongs_to_its_pool() -> None:
    assert list(found({"pools": {"h": POOL}}, node("new", pool="h100")).present) == ["new"]


def test_a_named_node_belongs_to_no_pool() -> None:
    gpu = {"nodes": {"one": {"card": "H100-80GB", "gpus": [1]}}, "pools": {"h": POOL}}
    result = found(gpu, node("one", H100, pool="h100"), node("two", H100, pool="h100"))
    assert {name: one.gpus for name, one in result.present.items()} == {"one": (1,), "two": (0, 1)}


def test_a_wrong_card_ends_the_run_by_name_and_is_left_out_of_a_pool() -> None:
    by_name = found({"nodes": {"a": {"card": "H100-80GB"}}}, node("a", A100))
    assert by_name.problems == (
        f"clearml:gpu.nodes.a: the node's card is {A100}, not H100-80GB: set card to A100-40GB",
    )
    by_label = found({"pools": {"h": POOL}}, node("a", A100, pool="h100"), node("h", H100, pool="h100"))
    assert (list(by_label.present), by_label.problems) == (["h"], ())
    wrong = f"the node's card is {A100}, not H100-80GB"
    assert by_label.warnings == (f"node a of a pool in clearml:gpu.pools: {wrong}: left out",)


def test_an_empty_pool_is_a_warning_and_a_node_in_two_pools_a_problem() -> None:
    pools = {"h": POOL, "i": {**POOL, "selector": {"zone": "1"}}}
    assert found({"pools": pools}).warnings == (
        "clearml:gpu.pools.h: no node has the labels pool=h100",
        "clearml:gpu.pools.i: no node has the labels zone=1",
    )
    (problem,) = found({"pools": pools}, node("h", H100, pool="h100", zone="1")).problems
    assert problem == "clearml:gpu.pools: node h is in h and i: their selectors must not overlap"
