"""Selects the notes of `fleet check` that a change has caused, so that the others do not hide them."""

from __future__ import annotations

from pathlib import Path

from blueprint.features.hints import feature_hints
from blueprint.settings.checking.problems import SettingsError
from blueprint.stack.settings import StackSettings
from fleet.stack.base import BaseUnavailable, base_folder
from fleet.stack.config import short_name
from fleet.stack.settings import read_settings


def notes_of(settings: StackSettings) -> tuple[str, ...]:
    """Return what is valid and may still surprise."""
    return (*settings.warnings, *feature_hints(settings))


def selected_notes(notes: tuple[str, ...], stack: str, base: str, root: Path = Path()) -> tuple[str, ...]:
    """Return the notes that the files at `base` do not have, and a line that counts the others.

    If the files at `base` are invalid or cannot be read, as outside a git repository, no note is known to be new.
    """
    earlier = _earlier(stack, base, root)
    new = tuple(f"Note: {note}" for note in notes if earlier is not None and note not in earlier)
    rest = len(notes) - len(new)
    if not rest:
        return new
    which = "Notes" if earlier is None else f"Notes that are not new since {base}"
    return (*new, f"{which}: {rest}; --all prints them.")


def _earlier(stack: str, base: str, root: Path) -> frozenset[str] | None:
    try:
        with base_folder(base, short_name(stack), root) as folder:
            settings, _ = read_settings(stack, folder)
            return frozenset(note.replace(f"{folder}/", "") for note in notes_of(settings))
    except (BaseUnavailable, SettingsError):
        return None
