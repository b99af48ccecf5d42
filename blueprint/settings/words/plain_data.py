"""Owns free-form data in the settings, such as Helm values: whatever JSON can say, and nothing else.

It must not know what the data means.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, mismatch

_SCALARS = (str, bool, int, float, type(None))


Where = tuple[int | str, ...]


def _faults(data: object, path: Where) -> Iterator[tuple[Where, str]]:
    """Find what JSON cannot say: where, and what would do instead."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if isinstance(key, str):
                yield from _faults(value, (*path, key))
            else:
                yield path, "keys that are texts: this one in quotes"
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from _faults(item, (*path, index))
    elif isinstance(data, float) and not math.isfinite(data):
        yield path, "a finite number"
    elif not isinstance(data, _SCALARS):
        yield path, "a text, number, true, false, list or mapping; a date in quotes"


def _plain(data: object) -> Any:
    if isinstance(data, Mapping):
        return {key: _plain(value) for key, value in data.items()}
    return [_plain(item) for item in data] if isinstance(data, list | tuple) else data


def _mapping(data: object) -> object:
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise mismatch("key: value lines")
    for path, expected in _faults(data, ()):
        raise mismatch(expected, found="a value that is no plain data", at=path)
    return _plain(data)


PlainMapping = Annotated[Mapping[str, Any], BeforeValidator(_mapping), Expectation("plain data, as in values.yaml")]
"""A mapping of plain data; null within it is kept, because in Helm values it takes a default away."""
