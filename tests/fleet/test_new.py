"""A new tenant's file passes the check, or is not left."""

from pathlib import Path

import pytest

from tests.fleet.test_check import run


def test_a_new_file_is_commented_and_passes_the_check(project: Path) -> None:
    code, _, err = run("new", "3m", "--email", "ina.doe@3m.example", "--domain", "3m.example", "--name", "3M: #1")
    text = (project / "tenants" / "dev" / "3m.yaml").read_text()

    assert (code, "python -m fleet check" in err) == (0, True)
    assert 'name: "3M: #1"' in text
    assert "services: {}" in text
    assert text.count("#") > 5
    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("../x", "--email", "a@b.example"), "SLUG"),
        (("acme", "--email", "a@b.example"), "exists"),
        (("hooli", "--email", "no mail"), "e-mail"),
        (("hooli", "--email", "ada@acme.example"), "acme.yaml"),
        (("con", "--email", "a@b.example"), "Windows"),
    ],
)
def test_a_file_that_does_not_pass_is_not_left(project: Path, arguments: tuple[str, ...], word: str) -> None:
    before = {path: path.read_text() for path in project.rglob("*.yaml")}
    code, _, err = run("new", *arguments)

    assert (code, word in err) == (1, True)
    assert {path: path.read_text() for path in project.rglob("*.yaml")} == before
