"""Owns the vendor's archive of GUI applications and how it is uploaded, once for each archive."""

from pathlib import Path
from typing import Annotated, Literal

from blueprint.settings.checking.expect import WholeExpectation
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import Sha256
from blueprint.settings.words.paths import an_existing_file

Archive = Annotated[Path, *an_existing_file("the path of an existing archive (.zip), from the program's folder")]


class ApplicationsSettings(Model):
    """The archive that the vendor provides for download (guide, "Application Installation")."""

    archive: Archive
    """Its path."""
    sha256: Sha256
    """Its checksum; a new one is what has the upload run again."""
    command_line: Literal["key", "user"] = "key"
    """How its upload script takes credentials: `--key --secret --command upload` (newest) or `--user --password`
    (guide of 2025-04)."""
    timeout_seconds: Annotated[int, WholeExpectation(30, 7200)] = 1800
    """What the upload may take."""
