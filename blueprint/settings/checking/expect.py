"""Value types with one description of what is expected, reported for every invalid value.

No error contains the invalid value itself; `blueprint.settings.checking.problems.shown` decides what may be printed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from blueprint.settings.checking.numerals import about_number

EXPECTED = "expected"
"""Type of errors with `expected`, and optionally `found` and `at`, in their context, for `checking.explain`."""


def mismatch(
    expected: str, *, found: str | None = None, at: str | tuple[int | str, ...] | None = None
) -> PydanticCustomError:
    """Return the error for a value that does not match `expected`.

    `found` replaces the printed value if printing it would mislead or reveal a secret. `at` names the key, relative to
    the model that raises the error: dotted, or as a tuple if a part of the path may contain a dot.
    """
    context: dict[str, Any] = {"expected": expected} | ({"found": found} if found else {}) | ({"at": at} if at else {})
    return PydanticCustomError(EXPECTED, "expected {expected}", context)


@dataclass(frozen=True)
class Expectation:
    """Describes the valid values of a type that is checked by a function; has no effect on the check."""

    expected: str


@dataclass(frozen=True)
class Context:
    """Facts from outside a value's own file that its check depends on."""

    slug: str | None = None
    extra_features: frozenset[str] = frozenset()


@dataclass(frozen=True)
class TextExpectation:
    """A string type: `parse` returns the normalised string, or None if the string is invalid."""

    expected: str
    parse: Callable[[str], str | None]
    pattern: str | None = None
    examples: tuple[str, ...] = ()
    corrected: Callable[[str], str | None] = lambda _: None
    """Returns what to write instead of an invalid string, or None."""

    def check(self, value: object) -> str:
        """Return the normalised string; numbers and dates are rejected, never converted to strings."""
        parsed = self.parse(value) if isinstance(value, str) else None
        if parsed is None:
            instead = self.corrected(value) if isinstance(value, str) else None
            raise mismatch(f"{self.expected}; write {instead}" if instead else self.expected + _about_quotes(value))
        return parsed

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` only."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the string for editors."""
        parts = {"type": "string", "pattern": self.pattern, "examples": list(self.examples)}
        return {key: value for key, value in parts.items() if value}


@dataclass(frozen=True)
class WholeExpectation:
    """A whole number between `low` and `high`; "10" in quotes, 10.0 and true are rejected."""

    low: int
    high: int | None = None

    @property
    def expected(self) -> str:
        """Description for every invalid value."""
        return f"a whole number, {self.low} {'or more' if self.high is None else f'to {self.high}'}"

    def check(self, value: object) -> int:
        """Return the number."""
        if type(value) is int and self.low <= value and (self.high is None or value <= self.high):
            return value
        raise mismatch(self.expected + about_number(value))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` only."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the number for editors."""
        bounds = {"minimum": self.low} | ({} if self.high is None else {"maximum": self.high})
        return {"type": "integer", **bounds}


@dataclass(frozen=True)
class NumberExpectation:
    """A number between `low` and `high`, whole or not; infinity and true are rejected."""

    low: float
    high: float

    @property
    def expected(self) -> str:
        """Description for every invalid value."""
        return f"a number, {self.low} to {self.high}"

    def check(self, value: object) -> float:
        """Return the number as a float."""
        if isinstance(value, int | float) and not isinstance(value, bool) and self.low <= value <= self.high:
            return float(value)
        # `pulumi config set --path … 0.5` stores a string: Pulumi recognises whole numbers only.
        raise mismatch(self.expected + about_number(value))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` only."""
        return core_schema.no_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe the number for editors."""
        return {"type": "number", "minimum": self.low, "maximum": self.high}


def _about_quotes(value: object) -> str:
    """What to do with a value that YAML has read as a number, truth value or date."""
    if isinstance(value, float):
        return ", in quotes, because YAML reads 1.10 as 1.1"
    return ", in quotes" if isinstance(value, int | date) else ""
