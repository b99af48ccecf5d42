"""Reads a program's settings from its environment. A name that is missing or wrong is told, all of them together."""

from __future__ import annotations

from collections.abc import Mapping

from commands.failure import Failure


class Environment:
    """Takes settings one by one; `require_sound` then raises one Failure for everything that was wrong."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._faults: list[str] = []

    def text(self, name: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._environ.get(name, "")
        if value:
            return value
        if default is None:
            self._faults.append(f"{name} is not set")
        return default or ""

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        """One of the choices; the first is the default."""
        value = self.text(name, choices[0])
        if value not in choices:
            self._faults.append(f"{name} is {value!r}, but must be one of {', '.join(choices)}")
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Whole numbers from zero on, with commas between: `0,1`. Each counts once."""
        words = [word.strip() for word in self.text(name).split(",")]
        if words != [""] and not all(word.isascii() and word.isdigit() for word in words):
            self._faults.append(f"{name} must be numbers with commas between, such as 0,1")
            return ()
        return tuple(sorted({int(word) for word in words if word}))

    def seconds(self, name: str, default: float) -> float:
        """A length of time, in seconds, of zero or more."""
        value = self.text(name, str(default))
        try:
            number = float(value)
        except ValueError:
            number = -1
        if not 0 <= number < float("inf"):
            self._faults.append(f"{name} is {value!r}, but must be a number of seconds")
        return number

    def require_sound(self) -> None:
        """Raises Failure when any setting was missing or wrong."""
        if self._faults:
            raise Failure(f"the program's environment is wrong: {'; '.join(self._faults)}")
