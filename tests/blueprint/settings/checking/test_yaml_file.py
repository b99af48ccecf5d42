"""Files that are not settings at all give one clear line each."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprint.settings.checking.problems import Findings, SettingsError
from blueprint.settings.checking.yaml_file import mapping, read_mapping
from tests.blueprint.problem_lines import matches


def line_of(path: Path, content: str | bytes) -> str:
    """Return the only problem that reading this content gives, without the file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SettingsError) as caught:
        read_mapping(path)
    (line,) = caught.value.lines()
    return line.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "place", "word"),
    [
        ("", "", "empty"),
        ("# only a comment\n", "", "empty"),
        ("- a\n- b\n", "", "list"),
        ("acme\n", "", "single value"),
        (b"name: Caf\xe9\n", "line 1: ", "UTF-8"),
        ("a: 1\nname: x\x01y\n", "line 2: ", "control character"),
        ("a: 1\nb: &x 2\n", "line 2, column 4: ", "anchor"),
        ("a: 1\nb: *x\n", "line 2, column 4: ", "alias"),
        ("a: !!python/name:os.system x\n", "line 1, column 4: ", "tag"),
        ("a: 1\n---\nb: 1\n", "line 2, column 1: ", "document"),
        ("a: 2026-99-99\n", "", "date"),
        (f"a: {'9' * 5000}\n", "", "number"),
        (f"a: {'[' * 3000}\n", "", "nested"),
        ("1: a\n", "1: ", "quotes"),
        ("a: {~: b}\n", "a.null: ", "quotes"),
    ],
)
def test_a_file_that_is_not_a_plain_mapping_gives_one_line(
    tmp_path: Path, content: str | bytes, place: str, word: str
) -> None:
    line = line_of(tmp_path / "acme.yaml", content)

    assert line.startswith(f"{place}found")
    assert word in line


def test_a_syntax_error_is_reported_with_line_and_column(tmp_path: Path) -> None:
    assert line_of(tmp_path / "acme.yaml", "name: Acme\nadmin: {name: Ada\nstate: x\n").startswith("line 3, column 6:")


def test_a_repeated_key_is_reported_without_its_values(tmp_path: Path) -> None:
    line = line_of(tmp_path / "acme.yaml", "name: Acme\npassword: hunter1\npassword: hunter2\n")

    assert matches(line, "line 3, column 1 | password")
    assert "hunter" not in line


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfname: Acme\n", b"name: Acme\r\n"])
def test_files_of_other_editors_are_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "acme.yaml").write_bytes(content)

    assert read_mapping(tmp_path / "acme.yaml") == {"name": "Acme"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet="ab:{}[],&*!|>'\"- \n\t#%@~01", max_size=60)))
def test_any_content_is_a_mapping_or_gives_problems_of_one_line(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "acme.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings()

    data = findings.of(read_mapping, path)

    assert (data is None) == bool(findings.problems)
    assert all(str(problem).isprintable() for problem in findings.problems)


@pytest.mark.parametrize(
    "text",
    [
        "name: Acme\nscript: |\n  name: Other #1\n",
        "name: Acme  # the display name\n",
        'name: "Acme #1"\n',
        "note: Acme #1\n",
    ],
)
def test_a_comment_and_a_line_of_a_longer_text_are_no_cut_name(text: str) -> None:
    assert mapping("acme.yaml", text)["name" if "name" in text else "note"]


@pytest.mark.parametrize(
    "text", ["name: Acme #1 Research\n", "admin:\n  name: Ada #2\n", "people:\n  - name: A b #x\n"]
)
def test_a_name_that_goes_on_after_a_comment_sign_is_refused(text: str) -> None:
    with pytest.raises(SettingsError, match="takes '#"):
        mapping("acme.yaml", text)
