"""Owns paths in the settings: what must exist already while settings are read, relative to the program's folder.

It must not read a file.
"""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator

from settings.expect import Says, mismatch


def an_existing_file(expected: str) -> tuple[BeforeValidator, Says]:
    """What refuses a path at which no file stands; `expected` is the sentence that says so."""

    def check(value: object) -> object:
        path = Path(value) if isinstance(value, str) and value.strip() else value
        if isinstance(path, Path) and path.is_file():
            return path
        raise mismatch(expected)

    return BeforeValidator(check), Says(expected)


def _home_written_out(value: object) -> object:
    """Return the path as a text; other programs get it, and not all of them know `~`."""
    path = Path(value) if isinstance(value, str) and value.strip() else None
    if path is None:
        raise mismatch("the path of an existing file")
    try:
        path = path.expanduser()
    except RuntimeError:
        raise mismatch("the path of an existing file, without ~: no home folder is known") from None
    if not path.is_file():
        raise mismatch("the path of an existing file", found=f"no file at {str(path)!r}")
    return str(path)


def _unless_absent(value: object) -> object:
    return None if value is None else _home_written_out(value)


FilePath = Annotated[str | None, BeforeValidator(_unless_absent), Says("the path of an existing file")]
"""Path of an existing file, `~` written out; or none."""
