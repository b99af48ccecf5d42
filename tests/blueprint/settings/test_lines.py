"""The line of a key in a file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.settings.checking.lines import line_of

TEXT = """name: Acme
login:
  domains:
    - acme.example
    - labs.acme.example
workers: {queues: {"a.b": {fraction: 1},
  other: {}}}
"""


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("name", 1),
        ("login", 2),
        ("login.domains", 3),
        ("login.domains[1]", 5),
        ("login.domains[7]", 3),
        ('workers.queues."a.b".fraction', 6),
        ("workers.queues.other", 7),
        ("workers.namespace", 6),
        ("state", None),
        ("the file's name", None),
    ],
)
def test_line_of_a_path_or_of_what_is_there(path: str, line: int | None) -> None:
    assert line_of(TEXT, path) == line


@given(st.lists(st.from_regex(r"[a-z]{1,5}", fullmatch=True), unique=True, min_size=1))
def test_each_key_has_its_own_line(keys: list[str]) -> None:
    text = "".join(f"k{key}: {json.dumps(key)}\n" for key in keys)
    assert [line_of(text, f"k{key}") for key in keys] == list(range(1, len(keys) + 1))
