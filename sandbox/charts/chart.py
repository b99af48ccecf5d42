"""The charts of this folder: their names, versions and files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class UnknownChartError(Exception):
    """A name without a chart. The text lists the charts in one line."""


@dataclass(frozen=True)
class Chart:
    """One chart: its folder, and name and version from Chart.yaml, unless another version was requested."""

    folder: Path
    name: str
    version: str

    def files(self) -> dict[str, bytes]:
        """Return the chart's files by their path in the chart, in order, with this version in Chart.yaml."""
        paths = sorted(path for path in self.folder.rglob("[!.]*") if path.is_file())
        files = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}
        return files | {"Chart.yaml": _VERSION.sub(rf"\g<1>{self.version}", files["Chart.yaml"].decode()).encode()}


_NAME = re.compile(r"^name: (\S+)$", re.MULTILINE)
_VERSION = re.compile(r"^(version: )(\S+)$", re.MULTILINE)


def names() -> list[str]:
    """Return the names of all charts."""
    return sorted(path.parent.name for path in FOLDER.glob("*/Chart.yaml"))


def named(name: str, version: str | None = None) -> Chart:
    """Return one chart, at another version if one is given. Raises UnknownChartError if there is none of this name."""
    if name not in names():
        raise UnknownChartError(f"there is no chart {name}, expected one of {', '.join(names())}")
    text = (FOLDER / name / "Chart.yaml").read_text()
    title, own_version = _NAME.search(text), _VERSION.search(text)
    if title is None or own_version is None:
        raise LookupError(f"{FOLDER / name / 'Chart.yaml'} has no name or no version")
    return Chart(FOLDER / name, title.group(1), version or own_version.group(2))
