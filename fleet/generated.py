"""Owns files that are made from code: written, or checked to be current."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blueprint.settings.checking.problems import Problem, SettingsError
from fleet.stack_config import PROJECT_FILE


@dataclass(frozen=True)
class Generated:
    """One such file: its path below the project, the command that makes it, and its text."""

    file: Path
    command: str
    text: Callable[[], str]
    kind: str
    """What the file is, such as `a schema`."""

    def write(self, root: Path = Path()) -> str:
        """Write the file and say so. Raises SettingsError when it cannot be written."""
        file = root / self.file
        if not (root / PROJECT_FILE).is_file():
            raise SettingsError(Problem(PROJECT_FILE, "", "no such file here", "to be run in the project's folder"))
        try:
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.text(), encoding="utf-8")
        except OSError as error:
            found = f"a file that cannot be written ({error.strerror})"
            raise SettingsError(Problem(str(file), "", found, "a writable file")) from None
        return f"Wrote {file}."

    def check(self, root: Path = Path()) -> str:
        """Say that the file is current. Raises SettingsError when it is not."""
        file = root / self.file
        try:
            current = file.read_text(encoding="utf-8") == self.text()
        except (OSError, UnicodeDecodeError):
            current = False
        if not current:
            found = f"{self.kind} that is not current"
            raise SettingsError(Problem(str(file), "", found, f"the output of `{self.command}`"))
        return f"{file} is current."
