"""Value type of free-form data such as Helm values: anything that JSON can represent."""

import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, mismatch

_SCALARS = (str, bool, int, float)
NO_NULL = (
    'a value that the chart treats as none, such as "", {}, [] or false: null does not reach the chart '
    "(Pulumi's Kubernetes plugin drops it before 4.30); or a copy of the chart without that default"
)


Where = tuple[int | str, ...]


def _faults(data: object, path: Where) -> Iterator[tuple[Where, str]]:
    """Return the path of each value that JSON cannot represent, with a description of what is valid."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if isinstance(key, str):
                yield from _faults(value, (*path, key))
            else:
                yield path, "keys that are strings: put this one in quotes"
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from _faults(item, (*path, index))
    elif data is None:
        yield path, NO_NULL
    elif isinstance(data, float) and not math.isfinite(data):
        yield path, "a finite number"
    elif not isinstance(data, _SCALARS):
        yield path, "a string, number, true, false, list or mapping; dates in quotes"


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
        raise mismatch(expected, found="null" if expected is NO_NULL else "a value that is not plain data", at=path)
    return _plain(data)


PlainMapping = Annotated[Mapping[str, Any], BeforeValidator(_mapping), Expectation("plain data, as in values.yaml")]
"""A mapping of plain data without null: in Helm values it would remove a default, but it does not reach the chart."""
