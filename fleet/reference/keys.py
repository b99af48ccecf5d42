"""Owns what can be said about every key of a stack's configuration: its path, value, default and meaning.

Everything comes from the models that validate the keys, so that a page made of it cannot be older than they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.stack import StackKeys

SHARED: Mapping[type[Model], str] = {ChartSettings: "chart", PeerSettings: "peer"}
"""Sections that stand in many places, and what each is called; their keys are listed once."""


REQUIRED = "required"


@dataclass(frozen=True)
class ReferenceKey:
    """One key; the default is empty where there is none."""

    path: str
    value: str
    default: str
    meaning: str


def keys(model: type[Model] = StackKeys, prefix: str = "") -> Iterator[ReferenceKey]:
    """List every key of a model, those of its sections after each section, except within `SHARED` ones."""
    for name, field in model.model_fields.items():
        yield from _keys(f"{prefix}{field.alias or name}", field)


def _keys(path: str, field: FieldInfo) -> Iterator[ReferenceKey]:
    inner, below = _model_in(field.annotation), path
    if inner is not None:
        below += _below(field.annotation)
    meaning = " ".join((field.description or (inner.__doc__ if inner else "") or "").split())
    yield ReferenceKey(path, _said(field.annotation, field.metadata), _default(field), meaning)
    if inner is not None and inner not in SHARED:
        yield from keys(inner, f"{below}.")


def _below(annotation: object) -> str:
    """How the path goes on from a section: `.<name>` in a mapping, `[]` in a list."""
    bare = _bare(annotation)
    if get_origin(bare) is Mapping:
        return ".<name>"
    return "[]" if get_origin(bare) is tuple else ""


def _bare(annotation: object) -> object:
    """An annotation without its checks and without `or none`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    parts = [part for part in get_args(annotation) if part is not type(None)]
    return _bare(parts[0]) if type(None) in get_args(annotation) and len(parts) == 1 else annotation


def _model_in(annotation: object) -> type[Model] | None:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Model):
        return bare
    if get_origin(bare) in (Mapping, tuple):
        found = (_model_in(part) for part in get_args(bare))
        return next((model for model in found if model is not None), None)
    return None


def _said(annotation: object, metadata: object = ()) -> str:
    """Say what a value may be: the sentence of its type, or the shape of what holds it."""
    said = (
        [item.expected for item in metadata if hasattr(item, "expected")] if isinstance(metadata, list | tuple) else []
    )
    if said:
        return str(said[0])
    if get_origin(annotation) is Annotated:
        return _said(get_args(annotation)[0], getattr(annotation, "__metadata__", ()))
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if type(None) in get_args(annotation):
        return _said(parts[0])
    return _shape(annotation, parts)


def _shape(annotation: object, parts: list[Any]) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(str(part) for part in parts)
    inner = _model_in(annotation)
    if origin is Mapping:
        return "section, by name" if inner else f"by {_said(parts[0])}: {_said(parts[1])}"
    if origin is tuple:
        return f"list of {SHARED.get(inner, 'section')}s" if inner else f"list, each {_said(parts[0])}"
    if inner is not None:
        return SHARED.get(inner, "section")
    return "true or false" if annotation is bool else "a value"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return REQUIRED
    value = field.get_default(call_default_factory=True, validated_data={})
    if value in (None, (), {}) or isinstance(value, Model) or _model_in(field.annotation):
        return ""
    return _written(value)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    return f"{value:g}" if isinstance(value, float) else str(value)
