"""Turns pydantic's validation errors into problems: dotted path, what was found, what was expected.

Values are printed through `blueprint.settings.checking.problems.shown` only, which hides secrets.
"""

import re
from collections.abc import Iterable, Mapping
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
    "tuple_type": "a list such as [first, second]",
    "model_type": SECTION,
    "model_attributes_type": SECTION,
    "mapping_type": SECTION,
    "dict_type": SECTION,
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
        return Problem(file, path, "an unknown key", nearest(str(location[-1]), _keys(model, location[:-1])))
    about_key = f"the key {shown(location[-2], '')}" if location[-1:] == (_KEY,) else None
    found = context.get("found") or about_key or shown(details["input"], path)
    return Problem(file, path, found, _expected(details, context))


def _expected(details: ErrorDetails, context: Mapping[str, Any]) -> str:
    if details["type"] == EXPECTED:
        return str(context["expected"])
    if details["type"] == "literal_error":
        return str(context["expected"]).replace("'", "")
    return _BY_TYPE.get(details["type"], details["msg"])


def nearest(key: str, valid: Iterable[str]) -> str:
    """Return the valid key closest to `key`, or a list of all valid keys if none is close."""
    keys = sorted(valid)
    matches = get_close_matches(key, keys, n=1)
    if matches or len(keys) == 1:
        return (matches or keys)[0]
    return f"one of {', '.join(keys)}" if keys else "no such key"


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
    return descriptions[0] if descriptions else SECTION


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
