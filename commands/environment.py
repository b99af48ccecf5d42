"""Reads a program's settings from its environment and reports all missing or invalid names together."""

from __future__ import annotations

from collections.abc import Mapping

from commands.failure import Failure


class Environment:
    """Reads settings one by one; `require_valid` then raises one Failure for all problems."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._problems: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """A text. Without a default the variable is required and must not be empty."""
        value = self._environ.get(name, "")
        if value:
            return value
        if default is None:
            self._problems.append(f"{name} is not set")
        return default or ""

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            self._problems.append(f"{name} is {value!r}, but must be one of {', '.join(choices)}")
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Non-negative integers separated by commas, such as `0,1`; sorted, without duplicates."""
        items = [item.strip() for item in self.text(name).split(",")]
        if items != [""] and not all(item.isascii() and item.isdigit() for item in items):
            self._problems.append(f"{name} must be numbers separated by commas, such as 0,1")
            return ()
        return tuple(sorted({int(item) for item in items if item}))

    def seconds(self, name: str, default: float) -> float:
        """A duration in seconds, zero or more."""
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = -1
        if not 0 <= number < float("inf"):
            self._problems.append(f"{name} is {value!r}, but must be a number of seconds")
        return number

    def require_valid(self) -> None:
        """Raises Failure if any setting was missing or invalid."""
        if self._problems:
            raise Failure(f"invalid environment: {'; '.join(self._problems)}")
