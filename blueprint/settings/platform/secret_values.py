"""Value type of Helm values that are secrets of the stack: a mapping whose leaves name them."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, mismatch
from blueprint.settings.words.plain_data import Where

_LEAF = "the <name> part of a secret key chartSecret-<name>: letters, digits, dots, - and _"
_MAPPING = "key: value lines, as in values.yaml, with the <name> of a secret chartSecret-<name> in place of each value"
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def secret_names(values: object) -> Iterator[str]:
    """Yield the valid names in a mapping of secret values, even if something else in it is wrong."""
    for value in values.values() if isinstance(values, Mapping) else ():
        if isinstance(value, str):
            yield from _valid(value)
        else:
            yield from secret_names(value)


def _valid(value: str) -> Iterator[str]:
    if _NAME.fullmatch(value.strip()):
        yield value.strip()


def _checked(data: object, path: Where = ()) -> dict[str, Any]:
    if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
        raise mismatch(_LEAF if path else _MAPPING, found="something else", at=path)
    return {key: _leaf(value, (*path, key)) for key, value in data.items()}


def _leaf(value: object, path: Where) -> Any:
    if not isinstance(value, str):
        return _checked(value, path)
    if not _NAME.fullmatch(value.strip()):
        raise mismatch(_LEAF, found="something else (not shown)", at=path)
    return value.strip()


SecretValues = Annotated[
    Mapping[str, Any], BeforeValidator(lambda raw: _checked({} if raw is None else raw)), Expectation(_MAPPING)
]
"""Helm values by the names of the stack's secrets. A list cannot be part of it: Helm replaces lists as a whole."""
