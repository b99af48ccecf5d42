"""Decides which nodes of a cluster are put into MIG mode: those of the settings that are there, and those of the pools.

A node that is missing, or that a pool selects by mistake, is left out with a warning, so that all others go on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from blueprint.catalog.gpu import CARDS
from blueprint.settings.platform.gpu import GpuNodeSettings, GpuSettings
from components.cluster.node import PRESENT, ObservedNode


@dataclass(frozen=True, kw_only=True)
class GpuNodes:
    """`present` are the nodes to put into MIG mode. `problems` end the run, `warnings` do not."""

    present: Mapping[str, GpuNodeSettings] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def gpu_nodes(gpu: GpuSettings | None, nodes: Mapping[str, ObservedNode]) -> GpuNodes:
    """Compare the settings with the nodes of the cluster."""
    if gpu is None:
        return GpuNodes()
    pooled = dict(_pooled(gpu, nodes))
    unfit = {name: _mismatch(node, nodes[name]) for name, node in pooled.items()}
    named = {name: node for name, node in gpu.nodes.items() if name in nodes}
    return GpuNodes(
        present={**named, **{name: node for name, node in pooled.items() if unfit[name] is None}},
        problems=(*_wrong(gpu, nodes), *_in_two_pools(gpu, nodes)),
        warnings=(
            *_missing(gpu, nodes),
            *(_unfit(name, why) for name, why in unfit.items() if why),
            *_empty(gpu, nodes),
        ),
    )


def _unfit(name: str, why: str) -> str:
    fact, _, _ = why.partition(": ")
    return f"node {name} of a pool in clearml:gpu.pools: {fact}: left out"


def _pooled(gpu: GpuSettings, nodes: Mapping[str, ObservedNode]) -> Iterator[tuple[str, GpuNodeSettings]]:
    for name, node in sorted(nodes.items()):
        pool = next(iter(_pools_of(gpu, node)), None)
        if pool is not None:
            settings = gpu.pools[pool]
            yield name, GpuNodeSettings(card=settings.card, gpus=settings.gpus)


def _pools_of(gpu: GpuSettings, node: ObservedNode) -> list[str]:
    """The pools of a node; none for a node that the settings name."""
    if node.name in gpu.nodes:
        return []
    return [name for name, pool in gpu.pools.items() if pool.selector.items() <= node.labels.items()]


def _wrong(gpu: GpuSettings, nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    for name, settings in gpu.nodes.items():
        why = _mismatch(settings, nodes[name]) if name in nodes else None
        if why is not None:
            yield f"clearml:gpu.nodes.{name}: {why}"


def _in_two_pools(gpu: GpuSettings, nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    for name, node in sorted(nodes.items()):
        pools = _pools_of(gpu, node)
        if len(pools) > 1:
            yield f"clearml:gpu.pools: node {name} is in {' and '.join(pools)}: their selectors must not overlap"


def _missing(gpu: GpuSettings, nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    with_gpu = ", ".join(sorted(one.name for one in nodes.values() if one.product)) or "none is labelled"
    for name in gpu.nodes:
        if name not in nodes:
            left_out = "the cluster has no such node, so it is left out until it is back"
            yield f"clearml:gpu.nodes.{name}: {left_out}; nodes with GPUs: {with_gpu}"


def _empty(gpu: GpuSettings, nodes: Mapping[str, ObservedNode]) -> Iterator[str]:
    filled = {pool for node in nodes.values() for pool in _pools_of(gpu, node)}
    for name, pool in gpu.pools.items():
        if name not in filled:
            selector = ",".join(f"{key}={value}" for key, value in pool.selector.items())
            yield f"clearml:gpu.pools.{name}: no node has the labels {selector}"


def _mismatch(settings: GpuNodeSettings, node: ObservedNode) -> str | None:
    """Why a node does not have the card of the settings; None if it has, or is not labelled yet."""
    if node.lacks_gpu:
        return f"the node has no GPU (no label {PRESENT}=true): remove the entry"
    if not node.product or CARDS[settings.card].matches(node.product):
        return None
    card = next((card.name for card in CARDS.values() if card.matches(node.product)), None)
    advice = f"set card to {card}" if card else "the catalog does not have that card, remove the entry"
    return f"the node's card is {node.product}, not {settings.card}: {advice}"
