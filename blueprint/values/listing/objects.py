"""What a listing consists of: Helm releases and Kubernetes manifests, each with its place and part."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from blueprint.catalog.charts import CatalogChart
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.chart import ChartSettings
from blueprint.values.common.secret_values import with_secret_values


@dataclass(frozen=True, kw_only=True)
class ObjectPlace:
    """Where an object is, and which part of the platform or of a tenant's workers it belongs to."""

    cluster: str
    """Context of the cluster."""
    namespace: str
    part: str
    """Such as control-plane, gpu-operator, tenant, agent or gateway."""
    tenant: str | None = None
    """Slug of the tenant; None for the platform."""

    def data(self) -> dict[str, Any]:
        """Return the place as plain data, without a tenant for the platform."""
        tenant = {} if self.tenant is None else {"tenant": self.tenant}
        return {"cluster": self.cluster, "namespace": self.namespace, "part": self.part, **tenant}


@dataclass(frozen=True)
class ListedManifest:
    """A manifest that is applied as it is."""

    place: ObjectPlace
    manifest: Mapping[str, Any]

    def data(self) -> dict[str, Any]:
        """Return place and manifest as plain data."""
        return {**self.place.data(), "manifest": self.manifest}


@dataclass(frozen=True, kw_only=True)
class ListedRelease:
    """A Helm release: the chart with its exact version, and the values that Helm gets."""

    place: ObjectPlace
    release: str
    chart: str
    version: str
    repository: str | None
    values: Mapping[str, Any]

    def data(self) -> dict[str, Any]:
        """Return place and release as plain data; `repository` only for a chart in a classic repository."""
        repository = {} if self.repository is None else {"repository": self.repository}
        chart = {"release": self.release, "chart": self.chart, **repository, "version": self.version}
        return {**self.place.data(), **chart, "values": self.values}


ListedObject = ListedManifest | ListedRelease


class ReleaseSource(Protocol):
    """Settings of a part that is a Helm release."""

    @property
    def release(self) -> str:
        """Name of the release."""

    @property
    def chart(self) -> ChartSettings:
        """Chart settings; what they leave out comes from the catalog."""


def listed_release(
    place: ObjectPlace,
    source: ReleaseSource,
    entry: CatalogChart,
    values: Mapping[str, Any],
    archive: Path | None = None,
) -> ListedRelease:
    """Return a release with the coordinates and secret values of its chart."""
    found = coordinates(source.chart, entry, archive)
    return ListedRelease(
        place=place,
        release=source.release,
        chart=found.reference,
        version=found.version,
        repository=found.repository,
        values=with_secret_values(values, source.chart, placeholder),
    )


def placeholder(name: str) -> str:
    """Return what stands in for a secret. `name` is its key in the stack's configuration, or what generates it."""
    return f"<secret: {name}>"


CHECKSUM = placeholder("checksum of the Secrets")
"""Stands in for the annotation that restarts pods: without the secrets it is unknown."""
