"""Reads a stack's configuration for the command line: from `pulumi config --json`, or from the files if that fails.

No passphrase is needed: encrypted values stay encrypted, because the checks only need their presence.
"""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem, SettingsError, shown
from blueprint.settings.checking.yaml_file import read_mapping
from blueprint.stack.keys import ENCRYPTED, belongs

PROJECT_FILE = "Pulumi.yaml"
TIMEOUT_SECONDS = 60
_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}"


@dataclass(frozen=True)
class StackConfig:
    """A stack's configuration, and where it was read."""

    project: str
    values: Mapping[str, object]
    """Keys of the namespace `clearml`, without the namespace."""
    source: str


def read_stack_config(stack: str, root: Path) -> StackConfig:
    """Read the configuration of a stack. Raises SettingsError without a project or with an invalid stack name."""
    if not re.fullmatch(rf"(?:{_PART}/){{0,2}}{_PART}", stack):
        raise SettingsError(Problem("--stack", "", shown(stack, ""), "a stack name such as dev or organization/dev"))
    project = read_mapping(root / PROJECT_FILE)
    name = str(project.get("name"))
    printed = _ask_pulumi(stack, root)
    if printed is None:
        file = config_file(short_name(stack))
        return StackConfig(name, _from_files(project, file, root), file)
    return StackConfig(name, _ours(printed, name), "pulumi config")


def short_name(stack: str) -> str:
    """Return the name of a stack without organization and project, as the program and the file names have it."""
    return stack.rsplit("/", 1)[-1]


def _ask_pulumi(stack: str, root: Path) -> Mapping[str, object] | None:
    """Return the entries that Pulumi prints; None if it is not installed, not logged in, or does not have the stack."""
    pulumi = shutil.which("pulumi")
    if pulumi is None:
        return None
    command = [pulumi, "config", "--json", "--non-interactive", "--stack", stack]
    try:
        result = subprocess.run(  # noqa: S603 - no shell, and the stack name is checked
            command, cwd=root, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=True
        )
        entries = json.loads(result.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    return {key: _printed(entry) for key, entry in entries.items()} if isinstance(entries, Mapping) else None


def _printed(entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    return ENCRYPTED if entry.get("secret") else entry.get("objectValue", entry.get("value"))


def _from_files(project: Mapping[str, object], file: str, root: Path) -> Mapping[str, object]:
    name, written = str(project.get("name")), _section(read_mapping(root / file, anchors=True))
    declared = _ours({key: _declared(entry) for key, entry in _section(project).items()}, name)
    return declared | _ours({key: _written(entry) for key, entry in written.items()}, name)


def _section(file: Mapping[str, object]) -> Mapping[str, object]:
    section = file.get("config")
    return section if isinstance(section, Mapping) else {}


def _declared(entry: object) -> object:
    """A default of Pulumi.yaml: a bare value, or the `value` of a declaration."""
    return entry.get("value") if isinstance(entry, Mapping) else entry


def _written(entry: object) -> object:
    return ENCRYPTED if _holds_ciphertext(entry) else entry


def _holds_ciphertext(entry: object) -> bool:
    """Pulumi writes an encrypted value, at any depth, as a mapping of the one key `secure`."""
    if isinstance(entry, Mapping):
        return set(entry) == {"secure"} or any(_holds_ciphertext(value) for value in entry.values())
    return isinstance(entry, list) and any(_holds_ciphertext(value) for value in entry)


def _ours(entries: Mapping[str, object], project: str) -> dict[str, object]:
    """The keys of the namespace, and those that miss it, which `blueprint.stack.keys` refuses."""
    return {
        key.removeprefix(f"{NAMESPACE}:"): value
        for key, value in entries.items()
        if belongs(key, project) and value not in (None, "")
    }
