"""What a change restarts: releases whose chart or values change."""

from __future__ import annotations

from collections.abc import Iterable

from fleet.review.change import Change
from fleet.review.parts import part_of


def restarts(found: Iterable[Change]) -> tuple[str, ...]:
    """Return the parts whose pods restart, in the order of their releases."""
    return tuple(
        dict.fromkeys(
            part_of(change.urn) if part_of(change.urn) != "other" else change.urn.name
            for change in found
            if change.urn.kind == "Release" and change.action in ("update", "replace")
        )
    )
