"""Metadata items as request fields: the mapping of queues.create and update, the list of add_or_update_metadata."""

from typing import Any

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Json
from sandbox.clearml.protocol.fields import Field, Rejected

_PARTS = ("key", "type", "value")


def _item(raw: Json) -> Json:
    for part in _PARTS:
        if part in raw and not isinstance(raw[part], str):
            typed = str(('Value is wrong, expected type "str"', raw[part]))
            reason = "Field is required!" if raw[part] is None else typed
            raise Rejected(f"Error for field '{part}': {reason}.")
    return {part: raw[part] for part in _PARTS if part in raw}


def _mapped(raw: Any) -> Json:
    if not isinstance(raw, dict):
        kind = type(raw).__name__
        message = f"apiserver.apimodels.metadata.MetadataItem() argument after ** must be a mapping, not {kind}"
        raise TypeError(message)
    return _item(raw)


class Items(Field):
    """The mapping form of queues.create and update: names to items."""

    types = (dict,)

    def parse(self, value: Any) -> Any:
        if value is None:
            return {}
        return {key: _mapped(raw) for key, raw in value.items()} if isinstance(value, dict) else value

    def check(self, value: Any) -> None:
        if "" in value:
            raise errors.DATA_VALIDATION(metadata="Empty keys are not allowed in a MapField")
        for item in value.values():
            missing = [part for part in _PARTS if part not in item]
            if missing:
                raise errors.DATA_VALIDATION(metadata=f"Field is required ({', '.join(missing)})")


class ItemList(Field):
    """The list form of queues.add_or_update_metadata."""

    types = (list,)

    def __init__(self, name: str) -> None:
        super().__init__(name, default=[])

    def parse(self, value: Any) -> Any:
        if not value:
            return []
        return [_item(raw) if isinstance(raw, dict) else raw for raw in value] if isinstance(value, list) else value

    def check(self, value: Any) -> None:
        if not value:
            raise Rejected("Value '[]' length is lower than allowed minimum '1'.")
        for item in value:
            if not isinstance(item, dict):
                kind = type(item).__name__
                raise Rejected(f'All items must be instances of "MetadataItem", and not "{kind}".')
            for part in _PARTS:
                if part not in item:
                    raise Rejected(f"(\"Error for field '{part}'.\", ValidationError('Field is required!'))")
