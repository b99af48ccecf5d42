"""The field `metadata` of queues.create and update: an object of items with `key`, `type` and `value`."""

from typing import Any

from jsonmodels.models import Base

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Json
from sandbox.clearml.protocol.fields import Object, TextField

_PARTS = ("key", "type", "value")


class SentMetadataItem(Base):
    """One item. The library refuses wrong types here; the database layer refuses what is missing."""

    key = TextField(required=True)
    type = TextField(required=True)
    value = TextField(required=True)


class Items(Object):
    """Names to items, kept as plain JSON."""

    def parse_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return super().parse_value(value)
        return {name: _item(raw) for name, raw in value.items()}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if "" in value:
            raise errors.DATA_VALIDATION(metadata="Empty keys are not allowed in a MapField")
        for item in value.values():
            missing = [part for part in _PARTS if part not in item]
            if missing:
                raise errors.DATA_VALIDATION(metadata=f"Field is required ({', '.join(missing)})")


def _item(raw: Any) -> Json:
    if not isinstance(raw, dict):
        kind = type(raw).__name__
        message = f"apiserver.apimodels.metadata.MetadataItem() argument after ** must be a mapping, not {kind}"
        raise TypeError(message)
    SentMetadataItem(**raw)
    return {part: raw[part] for part in _PARTS if part in raw}
