"""Finds secrets that a longer text assigns, such as a mounted configuration file, a script or a command line."""

import re

from blueprint.catalog.secrets.names import variable_holds_secret
from blueprint.catalog.secrets.shapes import shape_of

_ASSIGNED = re.compile(
    r"(?<![\w.])[\"']?(?P<name>[A-Za-z][\w.-]{1,60})[\"']?\s*(?::|=(?!=)|:=)\s*"
    r"(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'|(?P<bare>[^\s,;&}\"']+))"
)
_OPTION = re.compile(r"--?(?P<name>[A-Za-z][\w.-]{1,60})")
_OPTION_IN_TEXT = re.compile(
    r"(?<!\S)--(?P<name>[A-Za-z][\w.-]{1,60})[ \t]+"
    r"(?:\"(?P<double>[^\"\n]+)\"|'(?P<single>[^'\n]+)'|(?P<bare>[\w.+/$({][^\s;&|\"']*))"
)
_ELSEWHERE = re.compile(r"\{\{|^\$[({A-Za-z_]|^[/<]|[(\[]|^(?:none|null|true|false|-)$", re.IGNORECASE)
"""A value that a chart, a shell or the kubelet expands, a path, a call, a placeholder."""


def is_literal(value: object) -> bool:
    """Whether a value is the secret itself, and not empty, expanded elsewhere, or a switch."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    return value != "" and re.search(r"\{\{|^\$[({]", str(value)) is None


def secret_in(text: str) -> str | None:
    """Return what secret a text holds, in the words of a message; None without one."""
    found = shape_of(text)
    if found is not None:
        return found
    for match in _ASSIGNED.finditer(text):
        value = match["double"] or match["single"] or match["bare"]
        if not _ELSEWHERE.search(value) and variable_holds_secret(match["name"].rsplit(".", 1)[-1], value):
            return f"a text that sets {match['name']}"
    for match in _OPTION_IN_TEXT.finditer(text):
        value = match["double"] or match["single"] or match["bare"]
        # docker build --secret id=…,src=… names a file.
        if not value.startswith("id=") and option_takes_secret(f"--{match['name']}", value):
            return f"a text with the value of --{match['name']}"
    return None


def option_takes_secret(argument: object, value: object) -> bool:
    """Whether an argument of a command is an option such as --password, and the next argument its secret."""
    option = _OPTION.fullmatch(argument) if isinstance(argument, str) else None
    if option is None or not isinstance(value, str) or value.startswith("-") or _ELSEWHERE.search(value):
        return False
    return variable_holds_secret(option["name"], value)
