"""Owns how a secret is recognised that somebody wrote into free-form values: by its key, or within a URL.

Only what is plainly one is found: a key that names a Secret of Kubernetes, or a key in one, sounds almost alike. It
must not know where the values go.
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
"""A key whose value is a Secret's name, or says what is called how in one."""
_ELSEWHERE = re.compile(r"\{\{|^\$[({]")
"""A text that a chart or the kubelet puts together."""
_URL_WITH_PASSWORD = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@:]*:[^\s/?#@]+@", re.IGNORECASE)
_INSTEAD = (
    "no secret in a file: the name of a Kubernetes Secret, by the chart's key for one or valueFrom.secretKeyRef; the "
    "program sets those of agent and gateway"
)


def has_password(value: object) -> bool:
    """Whether a text, or one of a list, holds a URL with a password."""
    if isinstance(value, list | tuple):
        return any(map(has_password, value))
    return isinstance(value, str) and _URL_WITH_PASSWORD.search(value) is not None


def given_secrets(data: object, path: Where = ()) -> Iterator[Where]:
    """Find texts under keys that hold a secret, and values of variables whose names sound like one."""
    if isinstance(data, Mapping):
        if _sets_a_secret(data):
            yield *path, "value"
        # Beside or below the name of a Secret, a key says what is called how in it.
        named = any(_NAMES_ONE.search(str(key)) for key in (*data, *path[-1:]))
        for key, inner in data.items():
            if _is_given(inner) and _holds(key, named):
                yield *path, key
            else:
                yield from given_secrets(inner, (*path, key))
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from given_secrets(item, (*path, index))


def _sets_a_secret(data: Mapping[str, object]) -> bool:
    """Whether this is a variable of a container with its value in clear."""
    name = data.get("name")
    sounds = isinstance(name, str) and (_VARIABLE.search(name) is not None or _holds(name, named=False))
    return sounds and _is_given(data.get("value"))


def _is_given(value: object) -> bool:
    return isinstance(value, str) and value != "" and _ELSEWHERE.search(value) is None


def _holds(key: str, named: bool) -> bool:
    if _NAMES_ONE.search(key):
        return False
    return _ALONE.search(key) is not None or (_PAIR.search(key) is not None and not named)


def _without_secrets(data: Mapping[str, Any]) -> Mapping[str, Any]:
    for path in given_secrets(data):
        raise mismatch(_INSTEAD, found="a value (not shown)", at=path)
    return data


OpenValues = Annotated[PlainMapping, AfterValidator(_without_secrets)]
"""Free-form values that stand in a tenant's file, or in what all tenants share: in version control, so in the open."""
