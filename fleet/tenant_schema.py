"""Owns the command `schema`: the published JSON schema of tenant files, written or checked to be current."""

from pathlib import Path

from fleet.stack_config import PROJECT_FILE
from settings.problems import Problem, SettingsError
from settings.schema import SCHEMA_FILE, tenant_schema

COMMAND = "python -m fleet schema"


def write_schema(root: Path = Path()) -> str:
    """Write the schema and say so. Raises SettingsError when the file cannot be written."""
    file = root / SCHEMA_FILE
    if not (root / PROJECT_FILE).is_file():
        raise SettingsError(Problem(PROJECT_FILE, "", "no such file here", "to be run in the project's folder"))
    try:
        file.parent.mkdir(exist_ok=True)
        file.write_text(tenant_schema(), encoding="utf-8")
    except OSError as error:
        found = f"a file that cannot be written ({error.strerror})"
        raise SettingsError(Problem(str(file), "", found, "a writable file")) from None
    return f"Wrote {file}."


def check_schema(root: Path = Path()) -> str:
    """Say that the schema is current. Raises SettingsError when it is not."""
    file = root / SCHEMA_FILE
    try:
        current = file.read_text(encoding="utf-8") == tenant_schema()
    except (OSError, UnicodeDecodeError):
        current = False
    if not current:
        raise SettingsError(Problem(str(file), "", "a schema that is not current", f"the output of `{COMMAND}`"))
    return f"{file} is current."
