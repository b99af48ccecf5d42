"""Checks the vendor's archive against its checksum and unpacks it, without trusting its paths and sizes."""

from __future__ import annotations

import hashlib
import re
import shutil
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO

from commands.failure import Failure

MAX_ENTRIES = 20_000
MAX_BYTES = 1 << 30
"""Upper limit of the unpacked size; GUI applications are JSON, Python and pictures."""
CHUNK = 1 << 20
_DRIVE = re.compile("[A-Za-z]:")


def unpack(archive: Path, sha256: str, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
    """Unpack `archive` into `folder`. Raises Failure if it is not the expected file or an entry is unsafe."""
    try:
        with archive.open("rb") as file:
            _require_checksum(archive, file, sha256)
            _extract(archive, file, folder, max_bytes)
    except OSError as error:
        reason = error.strerror or type(error).__name__
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError):
        reason = "it is not a valid zip archive"
    else:
        return
    raise Failure(
        f"applications archive {archive} cannot be unpacked: {reason}; check the path, or download the archive again"
    )


def _require_checksum(archive: Path, file: IO[bytes], expected: str) -> None:
    """Compare the checksum of the open file, which is unpacked next, so that it cannot be replaced in between."""
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(CHUNK), b""):
        digest.update(chunk)
    if digest.hexdigest() != expected:
        raise Failure(
            f"applications archive {archive} has SHA-256 {digest.hexdigest()}, expected {expected}; "
            "download the archive again, or correct applications.sha256 if this is the intended version"
        )
    file.seek(0)


def _extract(archive: Path, file: IO[bytes], folder: Path, max_bytes: int) -> None:
    with zipfile.ZipFile(file) as zipped:
        entries = zipped.infolist()
        # zipfile never unpacks more of an entry than its file_size, so the sizes can be trusted.
        if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > max_bytes:
            raise Failure(_unsafe(archive, f"unpacks to more than {MAX_ENTRIES} files or {max_bytes} bytes"))
        for entry in entries:
            target = folder / _safe_path(archive, entry)
            if entry.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with zipped.open(entry) as source, target.open("wb") as sink:
                shutil.copyfileobj(source, sink, CHUNK)


def _safe_path(archive: Path, entry: zipfile.ZipInfo) -> PurePosixPath:
    """The entry's path. Raises Failure for a path outside the folder, a link, a device or an encrypted entry."""
    path = PurePosixPath(entry.filename)
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or _DRIVE.match(entry.filename):
        raise Failure(_unsafe(archive, f"has a path that points outside ({entry.filename!r})"))
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Failure(_unsafe(archive, f"has a link or device ({entry.filename!r})"))
    if entry.flag_bits & 1:
        raise Failure(f"applications archive {archive} is encrypted; repack it without a password")
    return path


def _unsafe(archive: Path, what: str) -> str:
    return f"applications archive {archive} {what}; it was not unpacked: ask the vendor for a correct archive"
