"""Files that are no settings at all: one clear line each."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blueprint.settings.checking.problems import Findings, SettingsError
from blueprint.settings.checking.yaml_file import read_mapping


def line_of(path: Path, content: str | bytes) -> str:
    """Return the one line that reading this content gives."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(SettingsError) as caught:
        read_mapping(path)
    (line,) = caught.value.lines()
    return line.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "found an empty file, expected key: value lines"),
        ("# only a comment\n", "found an empty file, expected key: value lines"),
        ("- a\n- b\n", "found a list, expected key: value lines"),
        ("acme\n", "found a single value, expected key: value lines"),
        (b"name: Caf\xe9\n", "line 1: found bytes that are not UTF-8, expected a text in UTF-8"),
        ("a: 1\nname: x\x01y\n", "line 2: found a control character, expected a text without them"),
        (
            "a: 1\nb: &x 2\n",
            "line 2, column 4: found an anchor or alias (& or *), expected the value written out, or in quotes",
        ),
        (
            "a: 1\nb: *x\n",
            "line 2, column 4: found an anchor or alias (& or *), expected the value written out, or in quotes",
        ),
        (
            "a: !!python/name:os.system x\n",
            "line 1, column 4: found a tag (!), expected the value written out, or in quotes",
        ),
        ("a: 1\n---\nb: 1\n", "line 2, column 1: found a second document (---), expected one document a file"),
        ("a: 2026-99-99\n", "found a number or date that cannot be read, expected it in quotes"),
        (f"a: {'9' * 5000}\n", "found a number or date that cannot be read, expected it in quotes"),
        (f"a: {'[' * 3000}\n", "found brackets nested too deeply, expected a few levels"),
        ("1: a\n", "1: found a key that is not a text, expected the key in quotes"),
        ("a: {~: b}\n", "a.null: found a key that is not a text, expected the key in quotes"),
    ],
)
def test_a_file_that_is_no_plain_mapping_is_told_in_one_line(tmp_path: Path, content: str | bytes, line: str) -> None:
    assert line_of(tmp_path / "acme.yaml", content) == line


def test_a_slip_of_syntax_is_told_with_line_and_column(tmp_path: Path) -> None:
    assert line_of(tmp_path / "acme.yaml", "name: Acme\nadmin: {name: Ada\nstate: x\n").startswith("line 3, column 6:")


def test_a_repeated_key_is_told_without_its_values(tmp_path: Path) -> None:
    line = line_of(tmp_path / "acme.yaml", "name: Acme\npassword: hunter1\npassword: hunter2\n")

    assert line == "line 3, column 1: found the key password a second time, expected each key once"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfname: Acme\n", b"name: Acme\r\n"])
def test_files_of_other_editors_are_read(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "acme.yaml").write_bytes(content)

    assert read_mapping(tmp_path / "acme.yaml") == {"name": "Acme"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(alphabet="ab:{}[],&*!|>'\"- \n\t#%@~01", max_size=60)))
def test_any_content_is_a_mapping_or_one_line_problems(tmp_path: Path, content: str | bytes) -> None:
    path = tmp_path / "acme.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    findings = Findings()

    data = findings.of(read_mapping, path)

    assert (data is None) == bool(findings.problems)
    assert all(str(problem).isprintable() for problem in findings.problems)
