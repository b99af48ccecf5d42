"""`python -m fleet settings`, and the published page."""

from pathlib import Path

import pytest

from blueprint.catalog.server_settings import SERVER_SETTINGS
from blueprint.settings.secrets import SECRETS
from fleet.reference.keys import keys
from fleet.reference.page import page
from tests.blueprint.problem_lines import matches
from tests.fleet.test_check import run

PUBLISHED = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_published_page_is_current() -> None:
    assert page() == PUBLISHED


def test_it_names_every_key_secret_and_setting() -> None:
    names = [*(key.path for key in keys()), *(secret.key for secret in SECRETS)]
    names += [row.variable for row in SERVER_SETTINGS]

    assert [name for name in names if f"| `{name}` |" not in PUBLISHED] == []


def test_every_row_has_as_many_cells_as_its_head() -> None:
    width = 0
    for line in PUBLISHED.splitlines():
        cells = line.replace("\\|", "").count("|")
        width = (width or cells) if cells else 0
        assert cells == width, line


@pytest.mark.parametrize("word", ["<name>", "<tenant>", "<provider>"])
def test_a_placeholder_outside_code_is_no_html(word: str) -> None:
    assert all(word not in part for line in PUBLISHED.splitlines() for part in line.split("`")[::2])


def test_a_written_page_is_current(project: Path) -> None:
    (project / "docs").mkdir()

    assert run("settings") == (0, "", "Wrote docs/settings.md.\n")
    assert run("settings", "--check") == (0, "", "docs/settings.md is up to date.\n")

    (project / "docs/settings.md").write_text("# Settings\n")
    code, _, err = run("settings", "--check")

    assert code == 1
    assert matches(err, "docs/settings.md | outdated | python -m fleet settings")
