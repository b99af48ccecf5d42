"""Writes files that are generated from code, or checks that they are up to date."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blueprint.settings.checking.problems import Problem, SettingsError
from fleet.stack.config import PROJECT_FILE


@dataclass(frozen=True)
class Generated:
    """A generated file: its path below the project's folder, the command that writes it, and its text."""

    file: Path
    command: str
    text: Callable[[], str]
    kind: str
    """Kind of the file for messages, such as schema."""

    def write(self, root: Path = Path()) -> str:
        """Write the file and return one line about it. Raises SettingsError if it cannot be written."""
        file = root / self.file
        if not (root / PROJECT_FILE).is_file():
            raise SettingsError(Problem(PROJECT_FILE, "", "no such file", "the project's folder as the current folder"))
        try:
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.text(), encoding="utf-8")
        except OSError as error:
            found = f"a file that cannot be written ({error.strerror})"
            raise SettingsError(Problem(str(file), "", found, "a writable file")) from None
        return f"Wrote {file}."

    def check(self, root: Path = Path()) -> str:
        """Return one line if the file is up to date. Raises SettingsError if it is not."""
        file = root / self.file
        try:
            current = file.read_text(encoding="utf-8") == self.text()
        except (OSError, UnicodeDecodeError):
            current = False
        if not current:
            found = f"an outdated {self.kind}"
            raise SettingsError(Problem(str(file), "", found, f"the output of `{self.command}`"))
        return f"{file} is up to date."
