"""Turns pydantic's validation errors into problems: dotted path, what was found, what was expected.

Values are printed through `blueprint.settings.checking.problems.shown` only, which hides secrets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from blueprint.settings.checking.expect import EXPECTED
from blueprint.settings.checking.model import Model
from blueprint.settings.checking.problems import LONGEST, Problem, shown

SECTION = "key: value lines"
_BY_TYPE = {
    "bool_type": "true or false",
}
_KEY = "[key]"
Location = tuple[int | str, ...]


def explain(error: ValidationError, model: type[Model], file: str, prefix: str = "") -> tuple[Problem, ...]:
    """Turn each error of `model` into a problem of `file`, with `prefix` before each path."""
    return tuple(_problem(details, model, file, prefix) for details in error.errors(include_url=False))


def _problem(details: ErrorDetails, model: type[Model], file: str, prefix: str) -> Problem:
    location, context = details["loc"], details.get("ctx", {})
    at = context.get("at")
    below = at.split(".") if isinstance(at, str) else at or ()
    path = prefix + dotted((*location, *below))
    if details["type"] == "missing":
        return Problem(file, path, "nothing", _expected_field(model, location))
    if details["type"] == "extra_forbidden":
        return Problem(file, path, "an unknown key", _known_key(str(location[-1]), model, location[:-1]))
    about_key = f"the key {shown(location[-2], '')}" if location[-1:] == (_KEY,) else None
    found = context.get("found") or about_key or shown(details["input"], path)
    return Problem(file, path, found, _expected(details, context, model, path))


def _expected(details: ErrorDetails, context: Mapping[str, Any], model: type[Model], path: str) -> str:
    if details["type"] in ("model_type", "model_attributes_type"):
        return _section(_keys_shown(model, details["loc"]))
    if details["type"] in ("dict_type", "mapping_type"):
        return _mapping(_harmless(details["input"], path))
    if details["type"] == "tuple_type":
        return _list(_harmless(details["input"], path), model, details["loc"])
    if details["type"] == EXPECTED:
        return str(context["expected"])
    if details["type"] == "literal_error":
        return str(context["expected"]).replace("'", "")
    return _BY_TYPE.get(details["type"], details["msg"])


def nearest(key: str, valid: Iterable[str]) -> str:
    """Return the valid key closest to `key`, or a list of all valid keys if none is close.

    Spelling counts first, then a beginning in common, as in gpu and gpuUnits, then likeness.
    """
    keys = sorted(valid)
    close = _close(key, keys)
    if close is not None or len(keys) == 1:
        return close or keys[0]
    return f"one of {', '.join(keys)}" if keys else "no such key"


def _close(key: str, keys: list[str]) -> str | None:
    plain = {_plain(each): each for each in reversed(keys)}
    if _plain(key) in plain:
        return plain[_plain(key)]
    begun = [each for each in keys if each.lower().startswith(_plain(key)) and len(key) > 1]
    if len(begun) == 1:
        return begun[0]
    matches = get_close_matches(key, keys, n=1, cutoff=0.7)
    return matches[0] if matches else None


def _plain(key: str) -> str:
    """The key without case, separators and the ending of a plural."""
    return re.sub(r"[-_ ]", "", key).lower().removesuffix("s")


def _known_key(key: str, model: type[Model], location: Location) -> str:
    """The key that was meant: one of this section, or one of another section with the same name."""
    here = _keys(model, location)
    if _plain(key) in map(_plain, here) or not (elsewhere := sorted(_elsewhere(key, model))):
        return nearest(key, here)
    close = _close(key, here) if location else None
    return close or f"{' or '.join(elsewhere)}, where this key belongs"


def _elsewhere(key: str, model: type[Model], path: str = "", depth: int = 3) -> Iterator[str]:
    for name, field in _by_alias(model).items():
        inner = _model_in(field.annotation)
        if path and _plain(name) == _plain(key):
            yield f"{path}{name}"
        elif inner is not None and depth and not _is_mapping(field.annotation):
            yield from _elsewhere(key, inner, f"{path}{name}.", depth - 1)


def _keys_shown(model: type[Model], location: Location) -> list[str]:
    """The keys that a section must have, or the first that it may have."""
    fields = _fields(model, location)
    return [name for name, field in fields.items() if field.is_required()] or list(fields)[:2]


def _section(keys: Iterable[str]) -> str:
    listed = ", ".join(f"{key}: …" for key in keys)
    return f"a section such as {{{listed}}}" if listed else SECTION


def _list(value: object, model: type[Model], location: Location) -> str:
    field = _fields(model, location[:-1]).get(str(location[-1]))
    if field is not None and _has(field.annotation, int):
        return f"a list of numbers such as [{value if type(value) is int else '0, 1'}]"
    short = isinstance(value, str) and re.fullmatch(r"[\w.@-]{1,40}", value)
    return f"a list such as [{value if short else 'first, second'}]"


def _harmless(value: object, path: str) -> object:
    """The value if a message may repeat it, and else None."""
    items = value if isinstance(value, list) else [value]
    repeats = all(not isinstance(each, str) or shown(each, path) == repr(each) for each in items)
    return value if repeats else None


def _mapping(value: object) -> str:
    """A mapping with the names that were given as a list or alone."""
    names = value if isinstance(value, list) else [value]
    plain = [each for each in names if isinstance(each, str) and re.fullmatch(r"[\w-]{1,40}", each)]
    return f"a section such as {{{', '.join(f'{each}: {{}}' for each in plain[:3])}}}" if plain else SECTION


def _has(annotation: object, kind: type) -> bool:
    return annotation is kind or any(_has(part, kind) for part in get_args(annotation))


def dotted(location: Location) -> str:
    """Format a location as `login.users[2]`; keys are quoted unless they consist of letters, digits, - and _."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part != _KEY:
            path += ("." if path else "") + _name(part)
    return path


def _name(key: str) -> str:
    short = key if len(key) <= LONGEST else f"{key[:LONGEST]}…"
    return short if re.fullmatch(r"[\w-]+", key) else f'"{short}"'


def _expected_field(model: type[Model], location: Location) -> str:
    field = _fields(model, location[:-1]).get(str(location[-1]))
    if field is None:
        return "a value"
    descriptions = [item.expected for item in field.metadata if hasattr(item, "expected")]
    return descriptions[0] if descriptions else _section(_keys_shown(model, location))


def _keys(model: type[Model], location: Location) -> list[str]:
    return list(_fields(model, location))


def _fields(model: type[Model], location: Location) -> dict[str, FieldInfo]:
    """Return the fields, by their names in files, of the model at `location`; keys of mappings are skipped."""
    parts = list(location)
    while parts:
        field = _by_alias(model).get(str(parts.pop(0)))
        inner = None if field is None else _model_in(field.annotation)
        if field is None or inner is None:
            return {}
        # The next part is a key of a mapping, or an index of a list.
        if parts and (_is_mapping(field.annotation) or isinstance(parts[0], int)):
            parts.pop(0)
        model = inner
    return _by_alias(model)


def _by_alias(model: type[Model]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_in(annotation: object) -> type[Model] | None:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return annotation
    models = (_model_in(part) for part in get_args(annotation))
    return next((model for model in models if model is not None), None)


def _is_mapping(annotation: object) -> bool:
    return get_origin(annotation) is Mapping
