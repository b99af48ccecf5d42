"""Request validation in the order of jsonmodels 2.8.0.

Fields are looked at in alphabetical order, twice: first the types of what was sent, then what is missing.
Only the first failure is reported, in lower case. Unknown fields are ignored.
"""

from collections.abc import Mapping
from typing import Any, cast

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.fields import Field, Rejected


class Values:
    """The validated request, read by type. An absent optional field is None, [] or {}."""

    def __init__(self, values: Mapping[str, Any], sent: Mapping[str, Any]) -> None:
        self._values = values
        self._sent = sent

    def text(self, name: str) -> str:
        """A required string."""
        return cast(str, self._values[name])

    def maybe(self, name: str) -> str | None:
        return cast("str | None", self._values[name])

    def number(self, name: str) -> int | None:
        return cast("int | None", self._values[name])

    def flag(self, name: str) -> bool:
        return bool(self._values[name])

    def names(self, name: str) -> list[str]:
        return list(self._values[name])

    def object(self, name: str) -> dict[str, Any]:
        return dict(self._values[name] or {})

    def sent(self, name: str) -> bool:
        """True when the caller sent the field with something other than null."""
        return self._sent.get(name) is not None


class Request:
    """The fields of one endpoint."""

    def __init__(self, *fields: Field) -> None:
        self.fields = sorted(fields, key=lambda field: field.name)

    def validate(self, data: Mapping[str, Any]) -> Values:
        """Raise 400/12 for the first bad field."""
        values: dict[str, Any] = {}
        for field in self.fields:
            if field.name in data:
                values[field.name] = _accepted(field, data[field.name])
        for field in self.fields:
            if field.name not in values:
                values[field.name] = _default(field)
        return Values(values, data)


def _accepted(field: Field, value: Any) -> Any:
    try:
        return field.accept(value)
    except Rejected as rejected:
        raise errors.VALIDATION(f"Error for field '{field.name}': {rejected}.".lower()) from None
    except (ValueError, TypeError) as exception:
        raise errors.VALIDATION(str(exception)) from None


def _default(field: Field) -> Any:
    try:
        return field.accept(field.default)
    except Rejected as rejected:
        raise errors.VALIDATION(f"error for field '{field.name}'. {rejected}".lower()) from None
