"""messages.txt shows what is printed now, lacks no message of the sources, and contains no secret."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from fleet.keys import MISSING, UNKNOWN
from fleet.new import TEMPLATE
from fleet.verify.results import HINTS
from tests.blueprint.messages.produce import produced
from tests.blueprint.messages.rows import FILE, Section, read, write
from tests.blueprint.messages.sites import Sites, call_sites, reached
from tests.blueprint.messages.templates import Template, templates

ROOT = Path(__file__).parents[3]
REPORTS = {("fleet", "reference"), ("fleet", "charts"), ("fleet", "diff"), ("fleet", "review")}
"""Folders whose texts are reports with tests of their own."""
FOLDERS = ("blueprint/settings", "blueprint/plan", "blueprint/stack", "blueprint/features", "fleet")
TEXT = FILE.read_text(encoding="utf-8")
SECTIONS = read(TEXT)
PRINTED = "\n".join(line for section in SECTIONS for row in section.rows for line in row.printed)
_LIBRARY = "text of the YAML library, which the product replaces"
_DOCUMENTATION = "printed on the settings page only"
_BRACKETS = "takes thousands of brackets; see test_yaml_file.py"
_ARCHIVE = "takes the vendor's archive; see docs/production.md"
_STATE = "takes the state of a stack; see tests/fleet/test_keys.py"
_UPGRADE = "takes an upgrade; see tests/blueprint/plan/charts/test_database_changes.py"
_CLUSTER = "takes a cluster; see tests/fleet/verify"
_LISTING = "output of fleet render; see tests/fleet/test_render.py"
_EARLIER = "refused earlier, with another message"
NOT_PRINTED: Mapping[str, str] = {
    'found duplicate key "([^"]*)"': _LIBRARY,
    "another document": _LIBRARY,
    "[secret that HOCON reads as another value]": "stands in for the value of a secret",
    "letters, digits, - and _, in a form that HOCON reads as text": _DOCUMENTATION,
    "plain data, as in values.yaml": _DOCUMENTATION,
    "brackets nested too deeply": _BRACKETS,
    "a few levels": _BRACKETS,
    "billing chart \0": _ARCHIVE,
    "GUI applications": _ARCHIVE,
    "a value of kind \0": "YAML and JSON have no other kind",
    "keys that are strings: put this one in quotes": _EARLIER,
    "2 to 40 lower-case letters, digits and hyphens with at least one letter, such as acme-research": _EARLIER,
    "the vendor's archive of the chart": _EARLIER,
    **dict.fromkeys(
        (
            *HINTS.values(),
            "no output",
            "its pod does not start within \0 seconds: \0",
            "kubectl gave no answer within \0 seconds",
            "kubectl printed nothing",
            "GPU of queue \0",
            "task to the API",
            "task to the gateway \0",
            "task to the server's database",
            "task to the metadata service",
        ),
        _CLUSTER,
    ),
    "a new major version of the chart, whose databases are not published": _UPGRADE,
    "another MongoDB (controlPlane.mongodb)": _UPGRADE,
    TEMPLATE: "content of a file; see tests/fleet/test_new.py",
    **dict.fromkeys(
        (
            "--base \0: it has no \0",
            "--base \0: no such folder, and no git reference that can be looked up",
            "git \0 failed: \0; in a workflow, fetch the base branch first",
            "git \0 failed: \0; run it yourself",
        ),
        "takes a git repository; see tests/fleet/review/test_settings.py",
    ),
    "Notes that are not new since \0": "takes a git repository; see tests/fleet/test_check.py",
    ", tenant \0": _LISTING,
    "# cluster \0, namespace \0, \0\0": _LISTING,
    "---\n\0: values of release \0, chart \0 \0\n\0": _LISTING,
    **dict.fromkeys(
        (
            UNKNOWN,
            MISSING,
            "last used",
            "(no label)",
            "no message",
            "old until \0",
            "pulumi stack export failed: \0",
            "pulumi stack export failed: \0; run it yourself",
            "stack \0 has no ClearML server in its state; run `pulumi up`",
            "the state has no tenant \0; it has \0",
        ),
        _STATE,
    ),
}
"""Literals that are no message, or that no input of messages.txt can cause, each with the reason."""
NOT_REACHED = frozenset({"the vendor's archive of the chart", "brackets nested too deeply", "an exact version"})
"""Texts in calls that no input of messages.txt reaches, for the same reasons."""


@pytest.fixture(scope="module")
def run() -> tuple[tuple[Section, ...], Sites]:
    """Run every row; return the sections as printed now, and the calls that made a problem."""
    with reached(ROOT) as sites:
        return tuple(map(produced, SECTIONS)), sites


def product_files() -> list[Path]:
    """List the sources of messages, relative to the current folder."""
    files = [file for folder in FOLDERS for file in sorted(Path(folder).rglob("*.py")) if file.parts[:2] not in REPORTS]
    return [Path("blueprint/catalog/traps.py"), *files]


def unmatched() -> list[Template]:
    """List the templates that no printed line contains."""
    found = (each for file in product_files() for each in templates(file))
    return [each for each in found if not each.matches(PRINTED)]


@pytest.mark.parametrize("index", range(len(SECTIONS)), ids=[section.title for section in SECTIONS])
def test_each_row_shows_what_its_input_prints(run: tuple[tuple[Section, ...], Sites], index: int) -> None:
    assert str(run[0][index]) == str(SECTIONS[index]), "run `python -m tests.blueprint.messages` and read the changes"


def test_the_file_has_the_form_in_which_it_is_written() -> None:
    assert write(SECTIONS) == TEXT


def test_every_row_prints_something() -> None:
    assert [row.inputs for section in SECTIONS for row in section.rows if not row.printed] == []


def test_every_text_of_the_sources_is_printed_by_a_row() -> None:
    assert [str(each) for each in unmatched() if each.text not in NOT_PRINTED] == []


def test_every_exception_is_needed() -> None:
    assert sorted(NOT_PRINTED) == sorted({each.text for each in unmatched()})


def test_every_call_that_reports_a_problem_is_reached_by_a_row(run: tuple[tuple[Section, ...], Sites]) -> None:
    missing = {site for file in product_files() for site in call_sites(file)} - run[1]

    assert [site for site in sorted(missing) if not any(text in line_of(site) for text in NOT_REACHED)] == []


def line_of(site: str) -> str:
    """Return the source line of a call."""
    file, _, number = site.rpartition(":")
    return Path(file).read_text(encoding="utf-8").splitlines()[int(number) - 1]


def test_no_message_contains_a_secret() -> None:
    assert "canary" in TEXT
    assert "canary" not in PRINTED
