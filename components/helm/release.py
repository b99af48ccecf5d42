"""Creates Helm releases: pinned, atomic, with a history limit and a timeout.

It uses `Release` and not `Chart`: the vendor's charts have hooks and random values, and a release is rolled back as a
whole.
"""

from pathlib import Path
from typing import Any, Protocol

from pulumi import Input, ResourceOptions
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs

from blueprint.catalog.charts import CatalogChart
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.chart import ChartSettings
from components.helm.recovery import ReleaseRecovery


class ReleaseSettings(Protocol):
    """Settings of a part that is a Helm release."""

    @property
    def release(self) -> str:
        """Name of the release."""

    @property
    def chart(self) -> ChartSettings:
        """Chart settings; what they leave out comes from the catalog."""


def release(
    settings: ReleaseSettings,
    entry: CatalogChart,
    namespace: str,
    values: Input[dict[str, Any]],
    opts: ResourceOptions,
    recovery: ReleaseRecovery | None,
    *,
    resource: str | None = None,
    archive: Path | None = None,
) -> Release:
    """Create a release of the chart in the catalog's `entry`.

    The resource is called `resource`, default the name of the release, which several namespaces may have.
    `archive` is the vendor's archive of a chart that is in no repository. Helm's own configuration has the credentials
    of chart registries.
    """
    chart, source = settings.chart, coordinates(settings.chart, entry, archive)
    args = ReleaseArgs(
        name=settings.release,
        namespace=namespace,
        chart=source.reference,
        version=source.version,
        repository_opts=None if source.repository is None else RepositoryOptsArgs(repo=source.repository),
        values=values,
        atomic=True,
        cleanup_on_fail=True,
        max_history=chart.history,
        timeout=chart.timeout_seconds,
    )
    # Names of hooks are unique in the whole program; two namespaces may have releases of the same name.
    hooks = resource or f"{namespace}/{settings.release}"
    return Release(resource or settings.release, args, ResourceOptions.merge(opts, _options(hooks, opts, recovery)))


def _options(name: str, opts: ResourceOptions, recovery: ReleaseRecovery | None) -> ResourceOptions:
    """A release name is unique in its namespace, so a replacement waits for the deletion of the old release."""
    hooks = recovery.hooks(name, opts.parent) if recovery and opts.parent else None
    return ResourceOptions(delete_before_replace=True, hooks=hooks)
