"""Writes charts and archives as files. The same content gives the same bytes on every machine at any time.

Nothing is compressed, because the output of a compressor depends on its version.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from sandbox.charts.chart import Chart

OLDEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def pack(chart: Chart, folder: Path) -> Path:
    """Write `<name>-<version>.tgz`, named as by `helm package`, and return its path."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in chart.files().items():
            member = tarfile.TarInfo(f"{chart.name}/{path}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=0, mtime=0) as stream:
        stream.write(plain.getvalue())
    return write(folder / f"{chart.name}-{chart.version}.tgz", packed.getvalue())


def copy(chart: Chart, folder: Path) -> Path:
    """Write the chart as a folder of its name, over an existing one, and return its path."""
    target = folder / chart.name
    for path, content in chart.files().items():
        write(target / path, content)
    return target


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these files, in their order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            member = zipfile.ZipInfo(path, OLDEST_IN_ZIP)
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, content)
    return stream.getvalue()


def sha256(path: Path) -> str:
    """Return a file's checksum in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(path: Path, content: bytes) -> Path:
    """Write a file, creating its folder, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
