"""What differs between a resource's properties before and after: a path and two values per difference, no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blueprint.catalog.secrets.names import sounds_secret
from blueprint.catalog.secrets.texts import is_literal, secret_in

HIDDEN = "[secret]"
"""What the engine prints in place of a secret."""
LATER = "known after the run"
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
"""What the engine prints for a value that exists only after the run (sdk/go/common/resource/plugin/rpc.go)."""
_INTERNAL = frozenset({"__provider", "__defaults", "__fieldManager", "__initialApiVersion", "__initialKind"})
_LONGEST = 60


@dataclass(frozen=True)
class Difference:
    """One property; a value of None means that it is not set."""

    path: str
    before: object
    after: object

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.path, self.before)} -> {shown(self.path, self.after)}"


def differences(before: Mapping[str, object], after: Mapping[str, object], path: str = "") -> Iterator[Difference]:
    """Yield each property that differs, in the order of its path; lists are compared as a whole."""
    for key in sorted({*before, *after} - _INTERNAL):
        old, new = before.get(key), after.get(key)
        place = f"{path}.{key}" if path else key
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from differences(old, new, place)
        elif old != new:
            yield Difference(place, old, new)


def shown(path: str, value: object) -> str:
    """A value on one line, as a reader may see it."""
    if value is None:
        return "not set"
    if value == _UNKNOWN:
        return LATER
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    if is_secret(path, value, text):
        return HIDDEN
    text = " ".join(text.replace(_UNKNOWN, LATER).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def is_secret(path: str, value: object, text: str) -> bool:
    """Whether a value is hidden by the engine, or has the name or form of a secret."""
    if HIDDEN in text:
        return True
    return (is_literal(value) and sounds_secret(path.rsplit(".", 1)[-1])) or secret_in(text) is not None
