"""Writes a value so that the ClearML server reads the same value.

The apiserver parses each `CLEARML__…` variable as HOCON text `path: VALUE` with pyhocon: an unquoted e-mail address is
an error that stops the server, `#` begins a comment, digits become a number, `3d` a duration.
"""

import math
from collections.abc import Sequence

Scalar = str | int | float | bool
Value = Scalar | Sequence[Scalar]

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
"""All escapes that pyhocon decodes; it leaves JSON's further ones (`\\b`, `\\f`, `\\u…`) as they are."""


def encode(value: Value) -> str:
    """Return the value as HOCON text: texts quoted, lists as JSON, numbers and booleans unquoted.

    Raises ValueError for what the server cannot read: infinity, NaN, a list within a list, an empty text within a list
    (pyhocon drops it), a NUL character, null.
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
        raise ValueError(
            "cannot be written as a server setting: anything except texts, numbers, booleans and lists of them"
        )
    return f"[{', '.join(encode(item) for item in items)}]"
