"""Request fields: those of jsonmodels, the library that the server validates with, and the server's variations of them.

Every error message about a field comes from the library, so it is the server's own.
"""

from collections.abc import Sequence
from typing import Any

from jsonmodels import fields, validators
from jsonmodels.fields import BaseField as Field
from jsonmodels.fields import BoolField as Flag
from jsonmodels.fields import StringField as TextField

__all__ = ["Choice", "Field", "Flag", "Integer", "Names", "Object", "TextField"]


class Choice(fields.StringField):
    """A string from a closed list. `nullable` accepts an explicit null."""

    def __init__(self, choices: Sequence[str], *, nullable: bool = True, default: str | None = None) -> None:
        preset = {} if default is None else {"default": default}
        super().__init__(nullable=nullable, validators=validators.Enum(*choices), **preset)


class Integer(fields.IntField):
    """Whatever `int()` accepts: `"10"` and true are numbers here. Null is accepted if the field is optional."""

    def __init__(self, *, low: int | None = None, high: int | None = None) -> None:
        lowest = [] if low is None else [validators.Min(low)]
        highest = [] if high is None else [validators.Max(high)]
        super().__init__(nullable=True, validators=[*lowest, *highest])


class Names(fields.ListField):
    """A list of strings. Null and every other false value are the empty list. `choices` closes the set of items."""

    def __init__(self, *, at_least: int = 0, choices: Sequence[str] = ()) -> None:
        allowed = [validators.Enum(*choices)] if choices else []
        length = [validators.Length(at_least)] if at_least else []
        super().__init__([str], allowed, validators=length)

    def _cast_value(self, value: Any) -> Any:
        # The library converts an item with str(**item); the server keeps items for which that fails (SRC).
        try:
            return super()._cast_value(value)
        except TypeError:
            return value


class Object(fields.DictField):
    """A JSON object with free keys; null and absence are the empty object unless the field is required."""

    def get_default_value(self) -> Any:
        return None if self.required else {}

    def parse_value(self, value: Any) -> Any:
        return self.get_default_value() if value is None else value
