"""Finds values that a chart does not read: its values.yaml has no such key, and no template names it."""

import re
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

_TEXTS = (".yaml", ".yml", ".tpl", ".txt", ".json")


@dataclass(frozen=True)
class ChartFiles:
    """The texts of a chart: its values.yaml, and all templates. Values of dependencies are not judged."""

    values: Mapping[str, Any]
    text: str
    dependencies: frozenset[str]

    @classmethod
    def read(cls, chart: Path) -> "ChartFiles":
        """Read a folder or an archive."""
        files = dict(_folder(chart) if chart.is_dir() else _archive(chart))
        values = YAML(typ="safe").load(files.get("values.yaml", "")) or {}
        chart_file = YAML(typ="safe").load(files.get("Chart.yaml", "")) or {}
        listed = chart_file.get("dependencies") or ()
        return cls(values, "\n".join(files.values()), frozenset(each.get("alias") or each["name"] for each in listed))

    def unread(self, own: Mapping[str, Any]) -> Iterator[str]:
        """Yield the paths of keys that neither values.yaml nor a template has."""
        yield from self._unread(own, self.values, ())

    def _unread(self, own: Mapping[str, Any], known: Any, path: tuple[str, ...]) -> Iterator[str]:
        for key, inner in own.items():
            if not path and key in self.dependencies:
                continue
            here = known.get(key) if isinstance(known, Mapping) else None
            if not (isinstance(known, Mapping) and key in known) and not self._reads((*path, key)):
                yield ".".join((*path, key))
            elif isinstance(inner, Mapping) and here:
                # An empty mapping in values.yaml is free-form, such as annotations.
                yield from self._unread(inner, here, (*path, key))

    def _reads(self, path: tuple[str, ...]) -> bool:
        """Whether a template reads the value, or its section as a whole and then the key; or a comment documents it."""
        section, key = ".".join((".Values", *path[:-1])), re.escape(path[-1])
        if re.search(
            rf"{re.escape(section)}\.{key}\b|^\s*#\s*{key}:|^\s*(?:- )?(?:name|alias): {key}$", self.text, re.M
        ):
            return True
        whole = rf"(?:with|range|toYaml|:=)[^}}\n]* {re.escape(section)}(?![.\w])"
        return bool(path[:-1]) and bool(re.search(whole, self.text)) and bool(re.search(rf"\.{key}\b", self.text))


def _folder(chart: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(chart.rglob("*")):
        if path.is_file() and path.suffix in _TEXTS:
            yield str(path.relative_to(chart)), path.read_text(encoding="utf-8", errors="replace")


def _archive(chart: Path) -> Iterator[tuple[str, str]]:
    with tarfile.open(chart) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.name.endswith(_TEXTS) else None
            if content is not None:
                yield member.name.partition("/")[2], content.read().decode(errors="replace")
