"""Reads a YAML 1.2 file as plain data, and reports every way in which that can fail.

Anchors, tags and multiple documents are rejected, so that each value is written out in the place where it is used.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.reader import ReaderError

from blueprint.settings.checking.problems import Problem, SettingsError

_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: .*)?$|^={7}$", re.MULTILINE)
_CUT = re.compile(
    r"""^\s*(?:- )?(?P<key>name|displayName|givenName|familyName|description):\s+(?P<value>[^\s"'#\[{|>][^#\n]*?)\s+"""
    r"""#(?P<rest>[^\s#].*)$""",
    re.MULTILINE,
)
"""A name that goes on after a #, as in `name: Acme #1 Research`; a comment has a space after the #."""
PLAIN = "key: value lines, and quotes around strings with special characters"


class NotPlain(MarkedYAMLError):
    """The file uses a YAML feature that settings files do not support."""


class PlainComposer(Composer):
    """Rejects anchors, aliases and tags before any data is built from them."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Check the next event, then let the library compose the node."""
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent) or event.anchor is not None:
            raise NotPlain(problem="an anchor or alias (& or *)", problem_mark=event.start_mark)
        if event.tag is not None:
            raise NotPlain(problem="a tag (!)", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def read_mapping(path: Path, *, anchors: bool = False) -> Mapping[str, object]:
    """Return the mapping in a file; `anchors` if it may have anchors, as the stack's file may for the engine.

    Raises SettingsError if the file cannot be read, is not UTF-8 or not valid YAML, repeats a key, or contains anything
    but a mapping whose keys are strings.
    """
    return mapping(str(path), _text(path), anchors=anchors)


def mapping(file: str, text: str, *, anchors: bool = False) -> Mapping[str, object]:
    """Return the mapping in a YAML text; problems refer to it as `file`. Raises SettingsError like `read_mapping`."""
    if match := _CONFLICT.search(text):
        expected = "the file with the conflict resolved and the markers removed"
        raise SettingsError(Problem(file, _line(text, match), "a git conflict marker", expected))
    data = _data(file, text, anchors=anchors)
    if match := next((each for each in _CUT.finditer(text) if _has(data, each["key"], each["value"])), None):
        found = f"'{match['value']}', because YAML takes '#{match['rest'][:20]}' for a comment"
        expected = "the text in quotes, or a space after the # of a comment"
        raise SettingsError(Problem(file, _line(text, match), found, expected))
    if data is None:
        raise SettingsError(Problem(file, "", "an empty file", "key: value lines"))
    if not isinstance(data, Mapping):
        kind = "a list" if isinstance(data, list) else "a single value"
        raise SettingsError(Problem(file, "", kind, "key: value lines"))
    if problems := tuple(_odd_keys(file, "", data)):
        raise SettingsError(*problems)
    return data


def _has(data: object, key: str, value: str) -> bool:
    """Whether a mapping in the data has a key with this value: a line of a longer text only looks like one."""
    if isinstance(data, list):
        return any(_has(item, key, value) for item in data)
    if not isinstance(data, Mapping):
        return False
    return data.get(key) == value or any(_has(inner, key, value) for inner in data.values())


def _line(text: str, match: re.Match[str]) -> str:
    return f"line {text.count(chr(10), 0, match.start()) + 1}"


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in data[:4]:
            raise SettingsError(Problem(str(path), "", "text in UTF-16", "UTF-8: save the file with this encoding"))
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SettingsError(Problem(str(path), f"line {line}", "bytes that are not UTF-8", "UTF-8 text")) from None
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
        raise SettingsError(Problem(str(path), "", found, "a readable file")) from None


def _data(file: str, text: str, *, anchors: bool) -> object:
    reader = YAML(typ="safe", pure=True)
    if not anchors:
        reader.Composer = PlainComposer
    try:
        data: object = reader.load(text)
    except MarkedYAMLError as error:
        raise SettingsError(_syntax(file, error)) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise SettingsError(Problem(file, f"line {line}", "a control character", "text without any")) from None
    except (YAMLError, ValueError):
        # A number of thousands of digits or a date like 2026-99-99; the library's message would repeat the value.
        raise SettingsError(Problem(file, "", "a number or date that cannot be read", "the value in quotes")) from None
    except RecursionError:
        raise SettingsError(Problem(file, "", "brackets nested too deeply", "a few levels")) from None
    return data


def _syntax(file: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    where = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    reason = str(error.problem or error.context).split("\n", 1)[0]
    if isinstance(error, NotPlain):
        return Problem(file, where, reason, "the value written out, or in quotes")
    # The library's message contains both values of a repeated key; one of them might be a secret.
    if repeated := re.match(r'found duplicate key "([^"]*)"', reason):
        return Problem(file, where, f"the key {repeated[1]} a second time", "each key once")
    if reason.endswith("another document"):
        return Problem(file, where, "a second document (---)", "one document per file")
    return Problem(file, where, f"invalid YAML ({reason})", PLAIN)


def _odd_keys(file: str, path: str, data: object) -> Iterator[Problem]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _odd_keys(file, f"{path}[{index}]", item)
    if isinstance(data, Mapping):
        for key, value in data.items():
            name = "null" if key is None else str(key)
            below = f"{path}.{name}" if path else name
            if not isinstance(key, str):
                yield Problem(file, below, "a key that is not a string", "the key in quotes")
            yield from _odd_keys(file, below, value)
