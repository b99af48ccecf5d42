"""Settings of the vendor's archive of GUI applications, which is uploaded once per archive."""

from pathlib import Path
from typing import Annotated, Literal

from blueprint.settings.checking.expect import WholeExpectation
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import Sha256
from blueprint.settings.words.paths import existing_file

Archive = Annotated[Path, *existing_file("the path of an existing archive (.zip), relative to the program's folder")]


class ApplicationsSettings(Model):
    """Upload of the vendor's archive of GUI applications (guide, "Application Installation")."""

    archive: Archive
    """Path of the archive, downloaded from the vendor."""
    sha256: Sha256
    """SHA-256 checksum of the archive; a new checksum triggers another upload."""
    command_line: Literal["key", "user"] = "key"
    """Options by which the archive's upload script takes credentials. `key`: `--key --secret --command upload` (newest
    script); `user`: `--user --password` (guide of 2025-04)."""
    timeout_seconds: Annotated[int, WholeExpectation(30, 7200)] = 1800
    """Timeout of the upload, in seconds."""
