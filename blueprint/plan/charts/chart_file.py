"""Reads name and version from the Chart.yaml of a chart on this machine, a folder or an archive."""

import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from blueprint.settings.checking.problems import Problem, SettingsError, shown
from blueprint.settings.checking.yaml_file import mapping

MANIFEST = "Chart.yaml"
_LARGEST_MANIFEST = 1 << 20


@dataclass(frozen=True)
class ChartFile:
    """Name and version of a chart."""

    name: str
    version: str


def read_chart(path: Path) -> ChartFile:
    """Read a chart's folder or .tgz archive. Raises SettingsError for anything but a complete chart."""
    file, text = _manifest(path)
    manifest = mapping(file, text)
    name, version = manifest.get("name"), manifest.get("version")
    problems = [
        Problem(file, key, shown(value, key), "the chart's name and version as texts")
        for key, value in (("name", name), ("version", version))
        if not isinstance(value, str) or not value
    ]
    if problems:
        raise SettingsError(*problems)
    return ChartFile(str(name), str(version))


def _manifest(path: Path) -> tuple[str, str]:
    try:
        if path.is_dir():
            return str(path / MANIFEST), (path / MANIFEST).read_text(encoding="utf-8")
        return f"{path}: {MANIFEST}", _from_archive(path)
    except (OSError, EOFError, UnicodeDecodeError, tarfile.TarError, zlib.error) as error:
        # A damaged archive fails in any of these ways, depending on the byte; the library's text does not help.
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "damaged, or not a chart"
        raise SettingsError(
            Problem(str(path), "", f"no readable chart ({reason})", "a chart's folder or .tgz")
        ) from None


def _from_archive(path: Path) -> str:
    """Return the text of the outermost Chart.yaml: those of subcharts are deeper."""
    with tarfile.open(path, mode="r:gz") as archive:
        for member in archive:
            parts = PurePosixPath(member.name).parts
            if len(parts) == 2 and parts[1] == MANIFEST and member.isfile() and member.size <= _LARGEST_MANIFEST:
                content = archive.extractfile(member)
                if content is not None:
                    return content.read().decode("utf-8")
    raise tarfile.ReadError(f"no {MANIFEST}")
