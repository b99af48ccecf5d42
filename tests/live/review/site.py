"""The stack of the recorded previews on a real engine, server and cluster."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.fleet.review.kinds import PROJECT, STACK, Kind, changed
from tests.live.platform.site import Site
from tests.live.platform.tenants import AGENT, GATEWAY
from tests.live.tenants import yaml_file
from tests.sandbox.kubernetes.cluster import Kube

_OF_THIS_MACHINE = {"clearml:api", "clearml:apiAccessKey", "clearml:apiSecretKey", "clearml:registryToken"}


class ReviewSite(Site):
    """A stack with the files of `tests/fleet/review/project`."""

    def __init__(self, folder: Path, api: str, kube: Kube) -> None:
        super().__init__(folder, api, kube)
        self.environ |= {"MIG_PAUSE_SECONDS": "0", "MIG_POD_SECONDS": "60"}
        self.api = api
        kube.gpu("gpu-a100-0").apply("mig-on")
        for name in (AGENT, GATEWAY):
            self.chart(name)
        self.store("registryToken")
        self._take(PROJECT)

    @property
    def places(self) -> dict[str, str]:
        """What differs between machines, and its name in a recorded preview."""
        return {str(self.folder): "/project", self.api: "http://127.0.0.1:8008", self.kube.context: "sandbox"}

    def whole(self) -> dict[str, object]:
        return self._settings(PROJECT)

    def preview_of(self, kind: Kind) -> str:
        """Change the files, and return what `pulumi preview --json` prints; the files are restored."""
        with self.changed(kind):
            return self.pulumi("preview", "--json", *kind.options, check=False).stdout

    @contextmanager
    def changed(self, kind: Kind) -> Iterator[None]:
        """The files and charts after a change."""
        scratch = self.folder / "scratch"
        self._take(changed(kind, scratch))
        for name, version in kind.charts:
            self.chart(name, version)
        try:
            yield
        finally:
            shutil.rmtree(scratch)
            self._take(PROJECT)
            for name, _ in kind.charts:
                self.chart(name)

    def _take(self, project: Path) -> None:
        """Replace tenant files and settings by those of another folder."""
        shutil.rmtree(self.tenants, ignore_errors=True)
        shutil.copytree(project / "tenants" / STACK, self.tenants)
        self.configure(self._settings(project))

    def _settings(self, project: Path) -> dict[str, Any]:
        config = yaml_file.read(project / f"Pulumi.{STACK}.yaml")["config"]
        kept = {key: value for key, value in config.items() if key not in _OF_THIS_MACHINE}
        cluster = {**config["clearml:cluster"], "context": self.kube.context}
        return {**kept, "clearml:cluster": cluster}
