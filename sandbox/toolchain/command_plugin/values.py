"""Reads and writes Pulumi's property values on the wire: secrets are wrapped, unknown values are a fixed text.

The SDK's own reader handles neither (pulumi 3.272, provider.experimental.property_value).
"""

from __future__ import annotations

from collections.abc import Mapping

from google.protobuf.json_format import MessageToDict  # type: ignore[import-untyped]  # has no types
from google.protobuf.struct_pb2 import Struct, Value  # type: ignore[import-untyped]  # has no types

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the wire format
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

Plain = None | bool | float | str | list["Plain"] | dict[str, "Plain"]


def plain(fields: Struct) -> dict[str, Plain]:
    """Return the values without the wrapping of secrets."""
    return {key: _unwrapped(value) for key, value in MessageToDict(fields).items()}


def has_secret(fields: Struct) -> bool:
    """Return whether the values contain a secret."""
    return SECRET in _texts(MessageToDict(fields))


def with_texts(fields: Struct, texts: Mapping[str, str], *, secret: bool) -> Struct:
    """Return a copy with texts added, wrapped as secrets if they are."""
    changed = Struct()
    changed.CopyFrom(fields)
    for key, text in texts.items():
        changed.fields[key].CopyFrom(_secret(text) if secret else Value(string_value=text))
    return changed


def _secret(text: str) -> Value:
    marks = {SIGNATURE: Value(string_value=SECRET), "value": Value(string_value=text)}
    return Value(struct_value=Struct(fields=marks))


def _unwrapped(value: Plain) -> Plain:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return _unwrapped(value.get("value"))
        return {key: _unwrapped(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_unwrapped(inner) for inner in value]
    return value


def _texts(value: Plain) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(_texts, value.values()))
    if isinstance(value, list):
        return set().union(*map(_texts, value))
    return {value} if isinstance(value, str) else set()
