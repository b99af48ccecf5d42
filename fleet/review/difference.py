"""What differs between a resource's properties before and after: a path and two values per difference, no secret."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blueprint.catalog.secrets.names import key_holds_secret, sounds_secret
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
        if old == new:
            continue
        if _nested(old) and _nested(new) and (old or new):
            yield from differences(_mapping(old), _mapping(new), place)
        else:
            yield Difference(place, old, new)


def _nested(value: object) -> bool:
    return value is None or isinstance(value, Mapping)


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def shown(path: str, value: object) -> str:
    """A value on one line, as a reader may see it."""
    if value is None:
        return "not set"
    if value == _UNKNOWN:
        return LATER
    seen = masked(path.rsplit(".", 1)[-1], value)
    text = seen if isinstance(seen, str) else json.dumps(seen, ensure_ascii=False, sort_keys=True)
    text = " ".join(text.replace(_UNKNOWN, LATER).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def masked(key: str, value: object) -> object:
    """The value of a key with each secret in it replaced, by the name of its key or by its own form."""
    if isinstance(value, Mapping):
        return {name: masked(str(name), inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [masked(key, inner) for inner in value]
    if isinstance(value, str) and (HIDDEN in value or secret_in(value) is not None):
        return HIDDEN
    return (
        HIDDEN
        if is_literal(value) and (sounds_secret(key) or key_holds_secret(key, str(value), refers=False))
        else value
    )
