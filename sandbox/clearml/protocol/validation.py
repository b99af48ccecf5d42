"""Request validation as the server does it: one jsonmodels model per endpoint.

The library checks fields in alphabetical order, twice: first the types of what was sent, then what is missing. Only
the first failure is reported, in lower case. Unknown fields are ignored.
"""

from collections.abc import Mapping
from typing import Any, cast

from jsonmodels.errors import ValidationError
from jsonmodels.models import Base, JsonmodelMeta

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.fields import Field


class Values:
    """The validated request, read by type. An absent optional field is None, [] or {}."""

    def __init__(self, model: Base, sent: Mapping[str, Any]) -> None:
        self._model = model
        self._sent = sent

    @classmethod
    def empty(cls) -> "Values":
        """The values of an endpoint without fields."""
        return cls(Base(), {})

    def any(self, name: str) -> Any:
        """The value as a JSON value."""
        return getattr(self._model, name)

    def text(self, name: str) -> str:
        """A required string."""
        return cast(str, self.any(name))

    def maybe(self, name: str) -> str | None:
        """An optional string."""
        return cast("str | None", self.any(name))

    def number(self, name: str) -> int | None:
        """An optional integer."""
        return cast("int | None", self.any(name))

    def flag(self, name: str) -> bool:
        """Python truth: the string "false" is true."""
        return bool(self.any(name))

    def names(self, name: str) -> list[str]:
        """A list of strings."""
        return list(self.any(name))

    def object(self, name: str) -> dict[str, Any]:
        """A JSON object."""
        return dict(self.any(name) or {})

    def sent(self, name: str) -> bool:
        """True if the caller sent the field with a value other than null."""
        return self._sent.get(name) is not None


class Request:
    """The fields of one endpoint, by name."""

    def __init__(self, **fields: Field) -> None:
        self.fields = dict(sorted(fields.items()))
        self._model = JsonmodelMeta("Model", (Base,), dict(fields))

    def validate(self, data: Mapping[str, Any]) -> Values:
        """Raise 400/12 for the first invalid field."""
        try:
            model = self._model(**data)
            model.validate()
        except ValidationError as error:
            raise errors.VALIDATION(" ".join(str(part) for part in error.args).lower()) from None
        except (ValueError, TypeError) as error:
            raise errors.VALIDATION(str(error)) from None
        return Values(model, data)
