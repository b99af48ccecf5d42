"""Lists every key of a stack's configuration with path, valid values, default and meaning, from the settings models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.cluster import DestinationSettings, PeerSettings
from blueprint.settings.stack import StackKeys

SHARED: Mapping[type[Model], str] = {ChartSettings: "chart", PeerSettings: "peer", DestinationSettings: "destination"}
"""Sections that occur in several places, with the word for each; their keys are listed only once."""
REQUIRED = "required"


@dataclass(frozen=True)
class ReferenceKey:
    """A row of the settings page; `default` is empty if the key has none."""

    path: str
    value: str
    default: str
    meaning: str


def keys(model: type[Model] = StackKeys, prefix: str = "") -> Iterator[ReferenceKey]:
    """List every key of a model, depth first, without the keys within `SHARED` sections."""
    for name, field in model.model_fields.items():
        yield from _keys(f"{prefix}{field.alias or name}", field)


def _keys(path: str, field: FieldInfo) -> Iterator[ReferenceKey]:
    inner, below = _model_in(field.annotation), path
    if inner is not None:
        below += _below(field.annotation)
    meaning = " ".join((field.description or (inner.__doc__ if inner else "") or "").split())
    yield ReferenceKey(path, _valid(field.annotation, field.metadata), _default(field), meaning)
    if inner is not None and inner not in SHARED:
        yield from keys(inner, f"{below}.")


def _below(annotation: object) -> str:
    """The path's continuation below a section: `.<name>` in a mapping, `[]` in a list."""
    bare = _bare(annotation)
    if get_origin(bare) is Mapping:
        return ".<name>"
    return "[]" if get_origin(bare) is tuple else ""


def _bare(annotation: object) -> object:
    """An annotation without its metadata and without `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    parts = [part for part in get_args(annotation) if part is not type(None)]
    return _bare(parts[0]) if type(None) in get_args(annotation) and len(parts) == 1 else annotation


def _model_in(annotation: object) -> type[Model] | None:
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Model):
        return bare
    if get_origin(bare) in (Mapping, tuple):
        models = (_model_in(part) for part in get_args(bare))
        return next((model for model in models if model is not None), None)
    return None


def _valid(annotation: object, metadata: object = ()) -> str:
    """Describe the valid values: by the expectation of the type, or by the shape of the section."""
    items = metadata if isinstance(metadata, list | tuple) else ()
    expectations = [item.expected for item in items if hasattr(item, "expected")]
    if expectations:
        return str(expectations[0])
    if get_origin(annotation) is Annotated:
        return _valid(get_args(annotation)[0], getattr(annotation, "__metadata__", ()))
    parts = [part for part in get_args(annotation) if part is not type(None)]
    if type(None) in get_args(annotation):
        return _valid(parts[0])
    return _shape(annotation, parts)


def _shape(annotation: object, parts: list[Any]) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        return " or ".join(str(part) for part in parts)
    inner = _model_in(annotation)
    if origin is Mapping:
        return "section, by name" if inner else f"by {_valid(parts[0])}: {_valid(parts[1])}"
    if origin is tuple:
        return f"list of {SHARED.get(inner, 'section')}s" if inner else f"list, each {_valid(parts[0])}"
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
