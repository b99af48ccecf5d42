"""Every resource that a preview changes is in the report, whatever its type and operation."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleet.review.formats.as_json import as_json
from fleet.review.formats.markdown import markdown
from fleet.review.formats.outline import outline
from fleet.review.preview import parse
from fleet.review.report import report_of
from tests.fleet.review.kinds import HERE, KINDS
from tests.fleet.review.steps import TENANT, preview, step, urn

RESOURCES = Path("tests/data/tenant_resources.txt").read_text(encoding="utf-8").splitlines()
OF_TENANTS = [tuple(line.split(" ", 1)) for line in RESOURCES]
OF_THE_PLATFORM = [
    ("kubernetes:helm.sh/v3:Release", "clearml-enterprise"),
    ("kubernetes:core/v1:NodePatch", "gpu-a100-0"),
    ("kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "reader"),
    ("command:local:Command", "mig/gpu-a100-0"),
    ("clearml:platform:GpuStack", "gpu"),
    ("pulumi-python:dynamic/clearml:ApiReady", "server"),
    ("example:later/v1:Kind", "of-a-later-version"),
]
OPS = [
    "same",
    "create",
    "update",
    "delete",
    "replace",
    "create-replacement",
    "delete-replaced",
    "read",
    "read-replacement",
    "refresh",
    "discard",
    "discard-replaced",
    "remove-pending-replace",
    "import",
    "import-replacement",
    "later",
]
"""The operations of pkg/resource/deploy/step.go, and one that no engine has yet."""
SILENT = {"same", "read", "refresh"}
VALUES = st.dictionaries(
    st.sampled_from(["name", "data", "version", "spec", "domains", "users", "deletion", "generation", "email"]),
    st.one_of(st.none(), st.text(max_size=9), st.integers(0, 9), st.lists(st.text(max_size=5), max_size=3)),
    max_size=4,
)


@st.composite
def steps(draw: st.DrawFn) -> dict[str, Any]:
    type_, name = draw(st.sampled_from(OF_TENANTS + OF_THE_PLATFORM))
    parent = TENANT if (type_, name) in OF_TENANTS else ""
    op, old, new = draw(st.sampled_from(OPS)), draw(VALUES), draw(VALUES)
    paths = draw(st.lists(st.sampled_from(["spec.hard.pods", 'data["a.b"]', "password"]), max_size=2))
    return step(op, urn(type_, name, parent), old, new, protect=draw(st.booleans()), changed=paths)


@given(st.lists(steps(), max_size=8))
def test_every_step_is_in_every_format(drawn: list[dict[str, Any]]) -> None:
    report = report_of(parse(preview(*drawn)))
    changed = {each["urn"] for each in drawn if each["op"] not in SILENT}
    groups = json.loads(as_json(report))["groups"]
    assert {item["urn"] for group in groups for item in group["items"]} == changed
    lines = [line for _, sentences in outline(report) for line in sentences]
    for item in (item for group in report.groups for item in group.items if not item.frame):
        assert any(item.text in line or item.name in line for line in lines), item
    assert (report.exit_code == 0) == (not changed and not any(each["op"] == "refresh" for each in drawn))


@given(st.lists(steps(), max_size=8))
def test_markdown_has_a_line_per_sentence(drawn: list[dict[str, Any]]) -> None:
    report = report_of(parse(preview(*drawn)))
    sentences = sum(len(lines) for _, lines in outline(report))
    assert sum(line.startswith("* ") for line in markdown(report).splitlines()) == sentences


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_a_real_preview_is_listed(kind: str) -> None:
    text = (HERE / "previews" / f"{kind}.json").read_text(encoding="utf-8")
    report = report_of(parse(text))
    listed = {item.urn for group in report.groups for item in group.items}
    assert listed == {each["urn"] for each in json.loads(text)["steps"] if each["op"] not in SILENT}
