"""The platform as the program makes it passes, and the rules know its releases with databases."""

import json

import pytest

from policy.rules.guarded import guarded_kind
from policy.rules.guide_credentials import guide_credentials
from policy.rules.pins import unpinned
from policy.rules.resource import StackResource
from tests.components.platform.test_platform import platform_of
from tests.fleet.review.kinds import HERE
from tests.policy.stacks import made


def test_the_platform_breaks_no_rule() -> None:
    resources = [made(each.typ, each.name, each.inputs) for each in platform_of().resources]
    assert {"Release", "Secret", "Namespace"} <= {each.kind for each in resources}
    assert [line for each in resources for rule in (unpinned, guide_credentials) for line in rule(each)] == []


def test_the_server_of_a_recorded_preview_is_guarded() -> None:
    steps = json.loads((HERE / "previews" / "server-bump.json").read_text())["steps"]
    [server] = [StackResource(step["urn"], {}) for step in steps if step["urn"].endswith("::clearml-enterprise")]
    kind = guarded_kind(server)
    assert kind is not None
    assert kind.word == "release"


@pytest.mark.parametrize("part", ["control_plane", "redis", "billing"])
def test_the_parents_of_releases_with_databases_have_the_names_that_the_rules_know(part: str) -> None:
    source = (HERE.parents[2] / "components" / "platform" / f"{part}.py").read_text()
    [parent] = [word for word in source.split('"') if word.startswith("clearml:platform:")]
    assert guarded_kind(made("kubernetes:helm.sh/v3:Release", "any", {}, parent)) is not None
