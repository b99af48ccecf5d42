"""Runs every row and returns what is printed."""

import os
from dataclasses import replace
from pathlib import Path

from typer.testing import CliRunner

from blueprint.features.hints import feature_hints
from blueprint.settings.checking.problems import SettingsError
from blueprint.stack.build import build
from blueprint.stack.keys import Encrypted
from fleet.app import app
from fleet.stack.config import read_stack_config
from tests.blueprint.messages.project import ProjectFolder
from tests.blueprint.messages.rows import Inputs, Row, Section


def produced(section: Section) -> Section:
    """Run every row of a section; notes on the common input lines are left out."""
    common = frozenset(_notes(section.given))
    return replace(section, rows=tuple(_produced(section.given, row, common) for row in section.rows))


def _produced(given: Inputs, row: Row, common: frozenset[str]) -> Row:
    printed = _printed(ProjectFolder.of((*given, *row.inputs)))
    return replace(row, printed=tuple(line for line in printed if line not in common))


def _notes(given: Inputs) -> tuple[str, ...]:
    folder = ProjectFolder.of(given)
    return () if folder.commands else tuple(line for line in _printed(folder) if line.startswith("Note: "))


def _printed(folder: ProjectFolder) -> tuple[str, ...]:
    with folder.current():
        return (
            tuple(line for command in folder.commands for line in _run(command)) if folder.commands else _check(folder)
        )


def _run(command: tuple[str, ...]) -> tuple[str, ...]:
    result = CliRunner().invoke(app, command)
    return tuple(line.rstrip() for line in (*result.stdout.splitlines(), *result.stderr.splitlines()) if line.strip())


def _check(folder: ProjectFolder) -> tuple[str, ...]:
    """Check the settings as the Pulumi program does, which also sees the values of secrets."""
    try:
        config = read_stack_config("dev", Path())
        values = {**config.values, **dict.fromkeys(folder.misread, Encrypted.MISREAD)}
        settings = build(config.project, "dev", values, Path("tenants/dev"), os.environ)
    except SettingsError as error:
        return error.lines()
    return tuple(f"Note: {warning}" for warning in (*settings.warnings, *feature_hints(settings)))
