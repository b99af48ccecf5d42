"""Value types of paths, relative to the program's folder, that must exist when the settings are read."""

from pathlib import Path

from pydantic import BeforeValidator

from blueprint.settings.checking.expect import Expectation, mismatch


def existing_file(expected: str) -> tuple[BeforeValidator, Expectation]:
    """Return annotations that reject a path without a file, described by `expected`."""

    def check(value: object) -> object:
        path = Path(value) if isinstance(value, str) and value.strip() else value
        if isinstance(path, Path) and path.is_file():
            return path
        raise mismatch(expected)

    return BeforeValidator(check), Expectation(expected)
