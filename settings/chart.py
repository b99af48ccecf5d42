"""Owns what can be said about any Helm release of the platform: where its chart comes from and how it is installed.

It must not know a chart; the vendors' coordinates are `catalog.charts`.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from settings.cluster_words import ChartReference, Url, Version
from settings.expect import Whole
from settings.model import Model


class Chart(Model):
    """A chart and how its release is made. Whatever is left out comes from `catalog.charts`."""

    reference: ChartReference | None = None
    """Where the chart is: `oci://…`; `alias/name` of a repository that `helm repo add` made; or `./path`."""
    repository: Url | None = None
    """URL of a classic chart repository, then `reference` is the chart's bare name; only for public ones."""
    version: Version | None = None
    """Exact version. Needed where the catalog pins none; a local chart tells its own."""
    values: Annotated[Mapping[str, Any], Field(default_factory=dict)]
    """Values merged last over the generated ones: mappings key by key, lists and the rest replaced whole."""
    timeout_seconds: Annotated[int, Whole(30, 7200)] = 900
    """What one install or upgrade may take before Helm rolls it back."""
    history: Annotated[int, Whole(1, 20)] = 5
    """Revisions that Helm keeps, each a Secret of up to 1 MiB in the release's namespace."""
