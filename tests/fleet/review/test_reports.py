"""The words for every kind of change: reports of real previews are golden files."""

import pytest

from fleet.review.page.build import document, page
from fleet.review.report import CHANGES, FAILED, NOTHING, SECOND_APPROVAL
from tests.fleet.review.kinds import KINDS
from tests.fleet.review.reports import FOLDER, report, written

VERDICTS = {
    "nothing": NOTHING,
    "new-tenant": CHANGES,
    "rename": CHANGES,
    "limit": CHANGES,
    "removal": SECOND_APPROVAL,
    "replacement": SECOND_APPROVAL,
    "replacement-refused": FAILED,
    "removal-refused": FAILED,
    "refused": FAILED,
    "everything": SECOND_APPROVAL,
    "drift": CHANGES,
    "drift-conflict": FAILED,
}
EVERY_KIND = pytest.mark.parametrize("name", KINDS)


@EVERY_KIND
def test_the_report_is_the_golden_file(name: str) -> None:
    golden = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert written(name) == golden, "run `python -m tests.fleet.review` and read the changes"


@pytest.mark.parametrize(("name", "verdict"), VERDICTS.items())
def test_what_needs_a_second_approval(name: str, verdict: str) -> None:
    assert report(name).verdict == verdict


@EVERY_KIND
def test_the_page_has_all_that_the_report_has(name: str) -> None:
    made = report(name)
    shown = document(made)
    lines = {line for section in shown.sections for line in section.lines}
    assert {item.text for group in made.groups for item in group.items} <= lines
    assert {feature for group in made.groups for feature in group.features} <= lines
    assert {*made.errors, *made.dangers, *made.moves} <= {*shown.loud}
    assert {*made.notes} <= {*shown.notes}
    assert len(shown.cards) == len(made.cards)
    assert page(made).startswith("<!doctype html>")
