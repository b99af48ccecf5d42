"""Owns how a setting says what it expects: one sentence per type, given for every wrong value, whatever is wrong.

It must not know any setting by name, and must never put a value into an error by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

EXPECTED = "expected"
"""The error type that `blueprint.settings.checking.explain` reads; its context holds `expected`, and maybe `found` and `at`."""


def mismatch(
    expected: str, *, found: str | None = None, at: str | tuple[int | str, ...] | None = None
) -> PydanticCustomError:
    """Make the error for a value that is not what was expected.

    `found` replaces the printed value where printing it would mislead or tell a secret; `at` names the key below the
    model in which the error is raised: dotted, or part by part where a key has a dot of its own.
    """
    context: dict[str, Any] = {"expected": expected} | ({"found": found} if found else {}) | ({"at": at} if at else {})
    return PydanticCustomError(EXPECTED, "expected {expected}", context)


@dataclass(frozen=True)
class Expectation:
    """What a value is, in words, for a type whose check is a function; changes nothing about the check."""

    expected: str


@dataclass(frozen=True)
class Context:
    """What a value's check may need to know from outside its own file."""

    slug: str | None = None
    extra_features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TextExpectation:
    """A text type: `parse` returns the normalised text, or None when it is not what `expected` says."""

    expected: str
    parse: Callable[[str], str | None]
    pattern: str | None = None
    examples: tuple[str, ...] = ()

    def check(self, value: object) -> str:
        """Return the normalised text; numbers and dates are refused, never turned into text."""
        parsed = self.parse(value) if isinstance(value, str) else None
        if parsed is None:
            unquoted = isinstance(value, int | float | date)
            raise mismatch(f"{self.expected}, in quotes" if unquoted else self.expected)
        return parsed

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` alone."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the text for editors."""
        parts = {"type": "string", "pattern": self.pattern, "examples": list(self.examples)}
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True)
class WholeExpectation:
    """A whole number between `low` and `high`; "10" in quotes, 10.0 and true are refused."""

    low: int
    high: int | None = None

    @property
    def expected(self) -> str:
        """The sentence for every wrong value."""
        return f"a whole number, {self.low} {'or more' if self.high is None else f'to {self.high}'}"

    def check(self, value: object) -> int:
        """Return the number."""
        if type(value) is int and self.low <= value and (self.high is None or value <= self.high):
            return value
        raise mismatch(f"{self.expected}, without quotes" if isinstance(value, str) else self.expected)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` alone."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the number for editors."""
        bounds = {"minimum": self.low} | ({} if self.high is None else {"maximum": self.high})
        return {"type": "integer", **bounds}


@dataclass(frozen=True)
class NumberExpectation:
    """A number between `low` and `high`, whole or not; infinity and true are refused."""

    low: float
    high: float

    @property
    def expected(self) -> str:
        """The sentence for every wrong value."""
        return f"a number, {self.low} to {self.high}"

    def check(self, value: object) -> float:
        """Return the number as a float."""
        if isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high:
            return float(value)
        # `pulumi config set --path … 0.5` stores a text: Pulumi takes whole numbers for numbers only.
        raise mismatch(f"{self.expected}, without quotes" if isinstance(value, str) else self.expected)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` alone."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the number for editors."""
        return {"type": "number", "minimum": self.low, "maximum": self.high}
