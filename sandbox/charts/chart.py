"""The charts of this folder: what they are called and what is in them. It must not write anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


class UnknownChartError(Exception):
    """No chart of this name; names those that there are, in one line."""


@dataclass(frozen=True)
class Chart:
    """One chart: its folder and what its Chart.yaml says, `version` possibly said otherwise."""

    folder: Path
    name: str
    version: str

    def files(self) -> dict[str, bytes]:
        """Return the chart's files by their path in the chart, in order, with this version in Chart.yaml."""
        paths = sorted(path for path in self.folder.rglob("[!.]*") if path.is_file())
        found = {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in paths}
        return found | {"Chart.yaml": _VERSION.sub(rf"\g<1>{self.version}", found["Chart.yaml"].decode()).encode()}


_NAME = re.compile(r"^name: (\S+)$", re.MULTILINE)
_VERSION = re.compile(r"^(version: )(\S+)$", re.MULTILINE)


def names() -> list[str]:
    """Return the names of all charts."""
    return sorted(path.parent.name for path in FOLDER.glob("*/Chart.yaml"))


def named(name: str, version: str | None = None) -> Chart:
    """Return one chart, at another version if one is given; UnknownChartError if there is none of this name."""
    if name not in names():
        raise UnknownChartError(f"no chart is called {name}; there are {', '.join(names())}")
    text = (FOLDER / name / "Chart.yaml").read_text()
    called, own = _NAME.search(text), _VERSION.search(text)
    if called is None or own is None:
        raise LookupError(f"{FOLDER / name / 'Chart.yaml'} must say name and version")
    return Chart(FOLDER / name, called.group(1), version or own.group(2))
