"""Owns what can be said about any Helm release of the platform: where its chart comes from and how it is installed.

It must not know a chart; the vendors' coordinates are `blueprint.catalog.charts`.
"""

from typing import Annotated

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import ChartReference, Url, Version
from blueprint.settings.words.plain_data import PlainMapping


class ChartSettings(Model):
    """A chart and how its release is made. Whatever is left out comes from `blueprint.catalog.charts`."""

    reference: ChartReference | None = None
    """Where the chart is: `oci://…`; `alias/name` of a repository that `helm repo add` made; `./path` of a folder or
    archive; or a bare name beside `repository`."""
    repository: Url | None = None
    """URL of a classic chart repository; only for public ones, others need `helm repo add`."""
    version: Version | None = None
    """Exact version. Needed where the catalog pins none; a local chart tells its own."""
    values: PlainMapping = Field(default_factory=dict)
    """Values merged last over the generated ones: mappings key by key, lists and the rest replaced whole, but for
    `extraEnvs`, which merge by `name`."""
    timeout_seconds: Annotated[int, WholeExpectation(30, 7200)] = 900
    """What one install or upgrade may take before Helm rolls it back."""
    history: Annotated[int, WholeExpectation(1, 20)] = 5
    """Revisions that Helm keeps, each a Secret of up to 1 MiB in the release's namespace."""

    @property
    def is_local(self) -> bool:
        """Whether the chart is a folder or archive of ours, which tells its own name and version."""
        return self.reference is not None and self.reference.startswith("./")

    @model_validator(mode="after")
    def names_one_place(self) -> "ChartSettings":
        """A bare name and the URL of its repository belong together; every other form says all by itself."""
        bare = self.reference is not None and "/" not in self.reference
        if bare and self.repository is None:
            raise mismatch("the repository of a chart that has a bare name", found="nothing", at="repository")
        if self.repository is not None and self.reference is not None and not bare:
            raise mismatch("a bare name beside repository", found=f"'{self.reference}'", at="reference")
        return self
