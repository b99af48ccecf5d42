"""Renders a chart with the values of a listed release: by `helm`, or by a program with the same output."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from blueprint.values.listing.objects import ListedRelease

SECONDS = 120
Manifest = dict[str, Any]


class TemplateError(Exception):
    """A chart that cannot be rendered; the text is the chart's or Helm's own."""


@dataclass(frozen=True)
class Templates:
    """Renders charts. `program` takes release, namespace and chart, and values as JSON on standard input."""

    program: Path | None = None

    def render(self, release: ListedRelease, chart: Path) -> list[Manifest]:
        """Return the chart's manifests. Raises TemplateError."""
        done = subprocess.run(  # noqa: S603 - helm, or the program that the user names
            self._command(release, chart),
            input=json.dumps(dict(release.values)),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        if done.returncode:
            raise TemplateError(" ".join(done.stderr.split()))
        try:
            documents = list(YAML(typ="safe").load_all(done.stdout))
        except YAMLError as error:
            raise TemplateError(f"no YAML: {' '.join(str(error).split())}") from None
        return [each for each in documents if isinstance(each, dict) and "kind" in each]

    def _command(self, release: ListedRelease, chart: Path) -> list[str]:
        helm = shutil.which("helm")
        if helm is not None:
            options = ["--namespace", release.place.namespace, "--values", "-"]
            return [helm, "template", release.release, str(chart), *options]
        if self.program is None:
            raise TemplateError("no helm on PATH; `make charts` builds a program that renders without it")
        return [str(self.program), release.release, release.place.namespace, str(chart)]


def find_chart(folder: Path, release: ListedRelease) -> Path | None:
    """Return the chart of a release in the folder: `<name>`, `<name>-<version>.tgz` or `<name>.tgz`; or None."""
    name = release.chart.rstrip("/").rsplit("/", 1)[-1].removesuffix(".tgz")
    candidates = (folder / name, folder / f"{name}-{release.version.removeprefix('v')}.tgz")
    more = (folder / f"{name}-{release.version}.tgz", folder / f"{name}.tgz")
    return next((path for path in (*candidates, *more) if path.exists()), None)
