"""On every recorded preview the rules find exactly the losses that the engine planned, though they see no plan."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from policy.plain import plain
from policy.rules.approvals import Loss
from policy.rules.deletions import deletions
from policy.rules.guarded import guarded_kind
from policy.rules.guide_credentials import guide_credentials
from policy.rules.pins import unpinned
from policy.rules.replacements import replacements
from policy.rules.resource import StackResource
from tests.fleet.review.kinds import HERE

PREVIEWS = sorted((HERE / "previews").glob("*.json"))
LOSSES = {"delete": "delete", "replace": "replace", "create-replacement": "replace", "delete-replaced": "replace"}


def steps(preview: Path) -> list[Mapping[str, Any]]:
    return list(json.loads(preview.read_text())["steps"])


def resource(step: Mapping[str, Any], side: str) -> StackResource:
    state = step[side]
    return StackResource(
        step["urn"], plain(state.get("inputs") or {}), protect=bool(state.get("protect")), id=state.get("id") or ""
    )


def found(preview: Path) -> Iterator[Loss]:
    before = [resource(step, "oldState") for step in steps(preview) if step.get("oldState")]
    after = [resource(step, "newState") for step in steps(preview) if step.get("newState")]
    yield from deletions(before, after)
    for each in after:
        yield from replacements({old.urn: old for old in before}, each)


def planned(preview: Path) -> Iterator[tuple[str, str]]:
    for step in steps(preview):
        state = resource(step, "oldState" if step.get("oldState") else "newState")
        if step["op"] in LOSSES and guarded_kind(state) is not None:
            yield LOSSES[step["op"]], step["urn"]


@pytest.mark.parametrize("preview", PREVIEWS, ids=lambda path: path.stem)
def test_the_rules_find_what_the_engine_planned(preview: Path) -> None:
    assert sorted((loss.verb, loss.urn) for loss in found(preview)) == sorted(set(planned(preview)))


def test_the_previews_hold_losses_of_both_kinds() -> None:
    assert {verb for preview in PREVIEWS for verb, _ in planned(preview)} == {"delete", "replace"}


@pytest.mark.parametrize("preview", PREVIEWS, ids=lambda path: path.stem)
def test_no_preview_breaks_another_rule(preview: Path) -> None:
    after = [resource(step, "newState") for step in steps(preview) if step.get("newState")]
    assert [line for each in after for rule in (unpinned, guide_credentials) for line in rule(each)] == []
