"""Problems found in the settings, and how each is printed on one line."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from blueprint.catalog.secrets.shapes import shape_of

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

LONGEST = 60
_SECRET_NAME = re.compile(r"secret|passw|passphrase|token|key", re.IGNORECASE)
_HARMLESS = re.compile(
    r"\btolerations\[\d+\]\.key$|"
    r"\b(?:queues|nodes|pools|groups|serviceUsers|clusters|credentials|nodeSelector|labels)"
    r"\.(?:\"[^\"]*\"|[^.\[]+)"
)
"""The key of a taint, and names that the user chose, such as that of a queue called tokenizer."""
_OPEN = re.compile(r"[vV]alues|template")
"""Sections whose keys are not those of this program; there each name counts."""
_USER_INFO = re.compile(r"[^\s/]*:\S*@")
_QUERY = re.compile(r"\?.+")


@dataclass(frozen=True, order=True)
class OtherOwner:
    """The other owner of a value: its file and key."""

    file: str
    path: str
    relation: str = "has too"
    """What follows the file in "which FILE … (KEY)"."""
    line: int | None = None

    def __str__(self) -> str:
        """File with line, the relation, and the key."""
        file = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{file} {self.relation} ({self.path})"


@dataclass(frozen=True)
class Problem:
    """One thing to correct: the file, the path of the key, what was found there, and what was expected."""

    file: str
    path: str
    found: str
    expected: str
    other: OtherOwner | None = None
    """Who has the same, if two files claim what only one may have."""
    line: int | None = None
    """Line of the key in the file, if it is known."""

    def __str__(self) -> str:
        """One line, even if a key or file name has control characters; without a path for problems of a whole file."""
        where = f"{self.file}: {self.path}" if self.path else self.file
        found = self.found if self.other is None else f"{self.found}{self._own_line}, which {self.other}"
        line = f"{where}: found {found}, expected {self.expected}"
        return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)

    @property
    def _own_line(self) -> str:
        return "" if self.line is None else f" in line {self.line}"


class SettingsError(Exception):
    """The settings are invalid; contains all problems, ordered by file."""

    def __init__(self, *problems: Problem) -> None:
        """Sort the problems by file and drop duplicates."""
        self.problems = tuple(sorted(set(problems), key=lambda each: (each.file, each.path, each.found, each.expected)))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> tuple[str, ...]:
        """Return one line per problem, safe to print: no secret, no value longer than `LONGEST`."""
        return tuple(str(problem) for problem in self.problems)

    def report(self, stack: str) -> str:
        """Return the lines under a heading with the number of problems and the name of the stack."""
        count = len(self.problems)
        heading = f"{count} problem{'' if count == 1 else 's'} in the settings of stack {stack}:"
        return "\n".join((heading, *self.lines()))


@dataclass
class Findings:
    """Collects the problems of several checks, so that they are reported together."""

    problems: list[Problem] = field(default_factory=list)

    def of(self, check: Callable[Parameters, Result], *args: Parameters.args, **kw: Parameters.kwargs) -> Result | None:
        """Run a check and return its result; if it raises SettingsError, keep the problems and return None."""
        try:
            return check(*args, **kw)
        except SettingsError as error:
            self.problems.extend(error.problems)
            return None

    def settled(self, result: Result | None) -> Result:
        """Return a check's result, or raise one SettingsError with all problems collected so far."""
        if self.problems or result is None:
            raise SettingsError(*self.problems)
        return result


def shown(value: object, path: str) -> str:
    """Describe the value at `path` for a message: hidden if the path looks like that of a secret, shortened if long."""
    if value is None or value == "":
        return "nothing"
    if _holds_secret(path):
        return "a value (not shown)"
    if isinstance(value, str):
        text = _QUERY.sub("?…", _USER_INFO.sub("…@", value))
        if (what := shape_of(text)) is not None:
            return f"{what} (not shown)"
        return repr(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value!r}" if isinstance(value, float) else _whole_number(value)
    return _kind(value)


def _holds_secret(path: str) -> bool:
    names = path if _OPEN.search(path) else _HARMLESS.sub("", path)
    return _SECRET_NAME.search(names) is not None


def _whole_number(value: int) -> str:
    return f"the number {value}" if value.bit_length() < 128 else "a number too long to show"


def _kind(value: object) -> str:
    if isinstance(value, datetime.date):
        return "a date"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"a value of kind {type(value).__name__}"
