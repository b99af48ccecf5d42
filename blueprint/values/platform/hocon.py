"""Owns how a value is written so that the ClearML server reads what was meant.

The apiserver parses each `CLEARML__…` variable as HOCON text `path: VALUE` with pyhocon: a bare e-mail address is
fatal, a `#` cuts the rest off, digits become a number, `3d` a duration. It must not know any setting.
"""

import math
from collections.abc import Sequence

Scalar = str | int | float | bool
Value = Scalar | Sequence[Scalar]

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
"""All escapes that pyhocon undoes: JSON's further ones (`\\b`, `\\f`, `\\u…`) stay as they are written."""


def encode(value: Value) -> str:
    """Return the value as HOCON text: texts quoted, lists as JSON, numbers and booleans bare.

    Raises ValueError for what the server could not be made to read: infinity, NaN, a list within a list, an empty text
    within a list (pyhocon drops it), a NUL character, nothing at all.
    """
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    return _list(value)


def _quoted(text: str) -> str:
    if "\0" in text:
        raise ValueError("cannot be written as a server setting: a text with a NUL character")
    return f'"{text.translate(_ESCAPES)}"'


def _number(number: int | float) -> str:
    if not math.isfinite(number):
        raise ValueError("cannot be written as a server setting: infinity or not a number")
    return repr(number)


def _list(items: object) -> str:
    if not isinstance(items, list | tuple) or not all(isinstance(item, Scalar) and item != "" for item in items):
        raise ValueError("cannot be written as a server setting: anything but texts, numbers, booleans, lists of them")
    return f"[{', '.join(encode(item) for item in items)}]"
