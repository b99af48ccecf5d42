"""Owns paths in the settings: what must exist already while settings are read, relative to the program's folder.

It must not read a file.
"""

from pathlib import Path

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, mismatch


def an_existing_file(expected: str) -> tuple[BeforeValidator, Expectation]:
    """What refuses a path at which no file stands; `expected` is the sentence that says so."""

    def check(value: object) -> object:
        path = Path(value) if isinstance(value, str) and value.strip() else value
        if isinstance(path, Path) and path.is_file():
            return path
        raise mismatch(expected)

    return BeforeValidator(check), Expectation(expected)
