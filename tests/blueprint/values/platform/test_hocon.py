"""What we write is what the server reads, for every value there can be."""

import ast
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from blueprint.values.platform.hocon import Value, encode
from tests.blueprint.values.apiserver import settings

LINES = [
    line
    for line in (Path(__file__).parent / "env_values.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
EPOCH = datetime(1970, 1, 1)
NUMBER = st.integers() | st.floats(allow_nan=False, allow_infinity=False)


def read(text: str) -> Any:
    return settings({"CLEARML__some__setting": text}).get("some.setting")


def parts(line: str) -> tuple[str, str, str, str, str, str]:
    """Verdict, name, text, path, value, type of a line of the vendor server's answers."""
    found = re.fullmatch(r"(OK|ERR|GET) +(.*?)=((?:'.*?'|\".*?\"))(?: -> (.*) = (.*) \((\w+)\))?", line)
    assert found is not None, line
    verdict, name, text, path, value, kind = found.groups(default="")
    return verdict, name, ast.literal_eval(text), path, value, kind


@pytest.mark.parametrize("line", LINES)
def test_our_reader_is_the_servers(line: str) -> None:
    verdict, name, text, path, value, kind = parts(line)

    if verdict == "ERR":
        with pytest.raises(Exception, match="Expected"):
            settings({name: text})
    elif verdict == "GET":
        assert not settings({name: text})
    else:
        assert shown(settings({name: text}), path) == (value, kind)


def shown(tree: Any, path: str) -> tuple[str, str]:
    """A value and its type as the file shows them."""
    for part in path.split("."):
        tree = tree[part]
    if type(tree).__name__ in ("timedelta", "relativedelta"):  # the latter if dateutil is installed
        return f"{(EPOCH + tree - EPOCH).total_seconds():.10g} s", "duration"
    value = plain(tree)
    return repr(value), type(value).__name__


def plain(tree: Any) -> Any:
    """Mappings as plain ones."""
    return {key: plain(value) for key, value in tree.items()} if isinstance(tree, Mapping) else tree


@pytest.mark.parametrize("text", sorted({parts(line)[2] for line in LINES}))
def test_every_text_of_the_servers_answers_survives(text: str) -> None:
    assert read(encode(text)) == text


@how(deadline=None)
@given(TEXT)
@example("ada@acme.example")
@example("p#ss")
@example("00000000000000000000000000000012")
@example("12e45678901234567890123456789012")
@example("3d")
@example("${HOME}")
@example('"')
@example("\\")
@example("two\nlines")
@example("null")
@example("")
@example("  spaced  ")
@example("\\u0041")
@example("\x0b\x0c\x08")
@example("$(PATH) $$ $")
def test_a_text_stays_the_text(text: str) -> None:
    assert read(encode(text)) == text


@how(deadline=None)
@given(NUMBER | st.booleans())
@example(True)
@example(1)
@example(-3)
@example(10**40)
@example(1e22)
def test_a_number_stays_the_number_and_its_kind(value: int | float | bool) -> None:
    back = read(encode(value))

    assert (back, type(back)) == (value, type(value))


@how(deadline=None)
@given(st.lists(TEXT.filter(bool) | NUMBER | st.booleans()))
def test_a_list_stays_the_list(items: list[str | int | float | bool]) -> None:
    back = read(encode(items))

    assert [(item, type(item)) for item in back] == [(item, type(item)) for item in items]


@pytest.mark.parametrize(
    "value",
    ["a\0b", float("nan"), float("inf"), [""], [["a"]], None, {"a": 1}, [None], b"a", ("a", {"b"})],
)
def test_what_the_server_could_not_read_is_refused(value: Value) -> None:
    with pytest.raises(ValueError, match=r"^cannot be written as a server setting: "):
        encode(value)


def test_why_an_empty_text_in_a_list_is_refused() -> None:
    assert read('["", "a"]') == ["a"]
