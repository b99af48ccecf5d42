"""How many instances of several MIG profiles fit together on one card."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from blueprint.catalog.gpu import Card, Profile

_SIZE = re.compile(r"(?P<compute>\d)g\.(?P<memory>\d+)gb")


def fitting(card: Card, profiles: Sequence[Profile]) -> tuple[dict[str, int], ...]:
    """Return every set of instances by profile name that fills an otherwise empty card, those of large profiles first.

    Compute and memory slices are counted: seven and eight on most cards, four and four on smaller ones (NVIDIA's MIG
    user guide, "Supported MIG Profiles"). Where on the card an instance may be placed can allow less.
    """
    ordered = sorted(profiles, key=lambda profile: (-_compute(profile), -_memory(profile, card), profile.name))
    every = [each for each in _counts(card, ordered, card.slices, _memory_slices(card)) if each]
    return tuple(each for each in every if not any(_within(each, other) for other in every if other != each))


def _counts(card: Card, profiles: Sequence[Profile], compute: int, memory: int) -> Iterator[dict[str, int]]:
    if not profiles:
        yield {}
        return
    first, *others = profiles
    most = min(compute // _compute(first), memory // _memory(first, card), first.per_gpu)
    for count in range(most, -1, -1):
        left = compute - count * _compute(first), memory - count * _memory(first, card)
        for rest in _counts(card, others, *left):
            yield ({first.name: count} if count else {}) | rest


def _memory_slices(card: Card) -> int:
    return 8 if card.slices == 7 else card.slices


def _compute(profile: Profile) -> int:
    return _numbers(profile)[0]


def _memory(profile: Profile, card: Card) -> int:
    """Memory slices; names round the gigabytes, as in 71 of 141."""
    whole = max(_numbers(each)[1] for each in card.profiles)
    return max(1, round(_memory_slices(card) * _numbers(profile)[1] / whole))


def _numbers(profile: Profile) -> tuple[int, int]:
    match = _SIZE.match(profile.name)
    return (int(match["compute"]), int(match["memory"])) if match else (1, 1)


def _within(smaller: dict[str, int], larger: dict[str, int]) -> bool:
    return all(larger.get(name, 0) >= count for name, count in smaller.items())
