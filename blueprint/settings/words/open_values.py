"""Detects secrets in free-form values, by their key or as a password in a URL.

Detection is limited to clear cases, because keys that name a Kubernetes Secret, or a key within one, look similar.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.words.plain_data import PlainMapping, Where

_PAIR = re.compile(r"(?:api|server|access|private|glue)[_-]?key(?:[_-]?\d+)?$", re.IGNORECASE)
_ALONE = re.compile(
    r"(?:password|passwd|passphrase|token|(?:api|server|client|glue|signing|jwt)[_-]?secret|secret[_-]?access[_-]?key)"
    r"(?:[_-]?\d+)?$",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"secret[_-]?key$", re.IGNORECASE)
_NAMES_ONE = re.compile(r"existing|secret[_-]?(?:name|ref|keys)", re.IGNORECASE)
"""A key whose value is the name of a Secret, or maps names to keys within one."""
_ELSEWHERE = re.compile(r"\{\{|^\$[({]")
"""A string that a chart or the kubelet expands."""
_URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@:]*:[^\s/?#@]+@", re.IGNORECASE)
_INSTEAD = (
    "no secret in this file: refer to a Kubernetes Secret by the chart's key for that or by valueFrom.secretKeyRef; "
    "the credentials of agent and gateway are set by this program"
)


def has_password(value: object) -> bool:
    """Whether a string, or any string of a list, contains a URL with a password."""
    if isinstance(value, list | tuple):
        return any(map(has_password, value))
    return isinstance(value, str) and _URL_WITH_PASSWORD.search(value) is not None


def secret_paths(data: object, path: Where = ()) -> Iterator[Where]:
    """Return the paths of strings whose key, or whose variable's name in a list of variables, is that of a secret."""
    if isinstance(data, Mapping):
        if _sets_a_secret(data):
            yield *path, "value"
        # Next to or below the name of a Secret, a key maps to a key within that Secret.
        refers = any(_NAMES_ONE.search(str(key)) for key in (*data, *path[-1:]))
        for key, inner in data.items():
            if _is_literal(inner) and _holds_secret(key, refers):
                yield *path, key
            else:
                yield from secret_paths(inner, (*path, key))
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from secret_paths(item, (*path, index))


def _sets_a_secret(data: Mapping[str, object]) -> bool:
    """Whether the mapping is a container's variable with a secret in plain text."""
    name = data.get("name")
    is_secret = isinstance(name, str) and (_VARIABLE.search(name) is not None or _holds_secret(name, refers=False))
    return is_secret and _is_literal(data.get("value"))


def _is_literal(value: object) -> bool:
    return isinstance(value, str) and value != "" and _ELSEWHERE.search(value) is None


def _holds_secret(key: str, refers: bool) -> bool:
    if _NAMES_ONE.search(key):
        return False
    return _ALONE.search(key) is not None or (_PAIR.search(key) is not None and not refers)


def _without_secrets(data: Mapping[str, Any]) -> Mapping[str, Any]:
    for path in secret_paths(data):
        raise mismatch(_INSTEAD, found="a value (not shown)", at=path)
    return data


OpenValues = Annotated[PlainMapping, AfterValidator(_without_secrets)]
"""Free-form values in a tenant file or in the tenants' defaults; these files are in version control, in plain text."""
