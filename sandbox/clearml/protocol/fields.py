"""The kinds of request fields, with the rules and sentences of jsonmodels 2.8.0, which the server uses."""

from collections.abc import Sequence
from typing import Any


class Rejected(Exception):
    """One field's value is not acceptable; the text is still without the field's name."""


class Field:
    """One named field of a request."""

    types: tuple[type, ...] = (object,)
    none_is_checked = False

    def __init__(self, name: str, *, required: bool = False, default: object = None) -> None:
        self.name = name
        self.required = required
        self.default = default

    def accept(self, value: Any) -> Any:
        """Return the parsed value or raise Rejected (or ValueError/TypeError, which the server words differently)."""
        parsed = self.parse(value)
        if parsed is not None and not isinstance(parsed, self.types):
            names = ", ".join(kind.__name__ for kind in self.types)
            raise Rejected(str((f'Value is wrong, expected type "{names}"', parsed)))
        if parsed is None and self.required:
            raise Rejected("Field is required!")
        if parsed is not None or self.none_is_checked:
            self.check(parsed)
        return parsed

    def parse(self, value: Any) -> Any:
        return value

    def check(self, value: Any) -> None:
        """Hook for ranges, choices and items."""


class TextField(Field):
    types = (str,)


class Choice(TextField):
    """A string out of a closed list. `nullable` makes an explicit null acceptable."""

    def __init__(self, name: str, choices: Sequence[str], *, nullable: bool = True, default: str | None = None) -> None:
        super().__init__(name, default=default)
        self.choices = choices
        self.none_is_checked = not nullable

    def check(self, value: Any) -> None:
        if value not in self.choices:
            raise Rejected(f"Value '{value}' is not a valid choice.")


class Integer(Field):
    """Whatever int() takes: `"10"` and true are numbers here."""

    types: tuple[type, ...] = (int,)

    def __init__(
        self,
        name: str,
        *,
        required: bool = False,
        default: int | None = None,
        low: int | None = None,
        high: int | None = None,
    ) -> None:
        super().__init__(name, required=required, default=default)
        self.low = low
        self.high = high

    def parse(self, value: Any) -> Any:
        return None if value is None else int(value)

    def check(self, value: Any) -> None:
        if self.low is not None and value < self.low:
            raise Rejected(f"'{value}' is lower than minimum ('{self.low}').")
        if self.high is not None and value > self.high:
            raise Rejected(f"'{value}' is bigger than maximum ('{self.high}').")


class NumberField(Integer):
    types = (float, int)

    def parse(self, value: Any) -> Any:
        return value


class Flag(Field):
    """Python truth: the string "false" is true."""

    types = (bool,)

    def parse(self, value: Any) -> Any:
        return None if value is None else bool(value)


class Names(Field):
    """A list of strings; anything false is the empty list. `choices` closes the set of items."""

    types = (list,)

    def __init__(self, name: str, *, at_least: int = 0, choices: Sequence[str] | None = None) -> None:
        super().__init__(name, default=[])
        self.at_least = at_least
        self.choices = choices

    def parse(self, value: Any) -> Any:
        # The library casts items by str(**item), which makes "" of an empty object.
        return [("" if item == {} else item) for item in value] if value and isinstance(value, list) else value or []

    def check(self, value: Any) -> None:
        if len(value) < self.at_least:
            raise Rejected(f"Value '{value}' length is lower than allowed minimum '{self.at_least}'.")
        for item in value:
            if not isinstance(item, str):
                raise Rejected(f'All items must be instances of "str", and not "{type(item).__name__}".')
            if self.choices is not None and item not in self.choices:
                raise Rejected(f"Value '{item}' is not a valid choice.")


class Object(Field):
    """A JSON object with free keys."""

    types = (dict,)

    def __init__(self, name: str, *, required: bool = False) -> None:
        super().__init__(name, required=required, default=None if required else {})

    def parse(self, value: Any) -> Any:
        return self.default if value is None else value
