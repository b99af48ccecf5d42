"""Tables of arrows, who reaches whom, one column for each form of the settings; and what mistakes in policies would be.

A row: from, to, port (`/udp` where it is that), then yes or no for each form; parted by two blanks or more.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.blueprint.values.policies.evaluator import Cluster, Manifest, Outside, Pod

Everybody = Mapping[str, Pod | Outside]
PEERS = {
    "ingress": ("from", "fromEntities"),
    "egress": ("to", "toEndpoints", "toCIDRSet", "toEntities"),
    "egressDeny": (),
}
"""Keys of a rule with what it is about; a policy's denials are only left out as a whole, or widened to all ports."""


@dataclass(frozen=True)
class Arrow:
    """One row."""

    source: str
    target: str
    port: int
    protocol: str
    verdicts: tuple[str, ...]


def arrows(table: str) -> tuple[Arrow, ...]:
    """The rows of a file of this folder."""
    lines = (Path(__file__).parent / table).read_text().splitlines()
    rows = (re.split(r"\s{2,}", line) for line in lines if line and not line.startswith("#"))
    return tuple(_arrow(*row) for row in rows)


def _arrow(source: str, target: str, port: str, *verdicts: str) -> Arrow:
    number, _, protocol = port.partition("/")
    return Arrow(source, target, int(number), (protocol or "tcp").upper(), verdicts)


def wrong(world: Cluster, everybody: Everybody, table: Sequence[Arrow], column: int) -> Iterator[str]:
    """The arrows of the table that are not as it says."""
    for one in table:
        passes = world.may(everybody[one.source], everybody[one.target], one.port, one.protocol)
        if passes != (one.verdicts[column] == "yes"):
            yield f"{one.source} -> {one.target}:{one.port} should be {one.verdicts[column]}"


def broken(policies: Sequence[Manifest]) -> Iterator[tuple[str, Sequence[Manifest]]]:
    """The policies with one mistake each: one or a rule of it is missing, or a rule lacks one of its restrictions."""
    for index, policy in enumerate(policies):
        name = f"{policy['metadata']['namespace']}/{policy['metadata']['name']}"
        yield f"{name} is missing", [*policies[:index], *policies[index + 1 :]]
        for number, (holder, key) in enumerate(_places(policy)):
            changed = copy.deepcopy(list(policies))
            place, _ = _places(changed[index])[number]
            del place[key]
            yield f"{name} lost {key} of {holder}", changed


def _places(policy: Manifest) -> list[tuple[Any, Any]]:
    """What can be left out: the holder, and the key or index in it."""
    found: list[tuple[Any, Any]] = []
    for direction, peers in PEERS.items():
        rules = policy["spec"].get(direction, [])
        found += [(rules, index) for index in range(len(rules))]
        found += [place for rule in rules for place in _openings(rule, peers)]
    return found


def _openings(rule: dict[str, Any], peers: Sequence[str]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every single thing that can be left out of a rule, where it would widen it."""
    # A rule of Cilium without its only key is empty, and allows nothing.
    removable = (*peers, "ports", "toPorts") if len(rule) > 1 or "to" in rule or "from" in rule else ()
    yield from ((rule, key) for key in removable if key in rule)
    for key in peers:
        for peer in rule.get(key, []) if not key.endswith("Entities") else []:
            yield from _selectors(peer)


def _selectors(peer: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """What can be left out of a peer, or of an endpoint's selector or a network of Cilium's."""
    if any(key.endswith("Selector") or key == "ipBlock" for key in peer):
        if len(peer) == 2:
            yield from ((peer, key) for key in peer)
        for kind, selector in peer.items():
            # A block without its network is none; without its holes it is wider.
            yield from ((selector, key) for key in selector if kind != "ipBlock" or key != "cidr")
    else:
        for key, part in peer.items():
            if key == "except":
                yield peer, key
            elif isinstance(part, dict):
                yield from ((part, label) for label in part)
