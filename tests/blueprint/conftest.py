"""Fixtures of the settings' tests: a folder of tenant files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.blueprint.tenant_folder import Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def lines_of(folder: Folder) -> Callable[[str], list[str]]:
    """Return the problems of one tenant file `acme.yaml`, without the file's name."""

    def lines(text: str) -> list[str]:
        folder.write("acme.yaml", text)
        return [line.removeprefix("acme.yaml: ") for line in folder.lines()]

    return lines
