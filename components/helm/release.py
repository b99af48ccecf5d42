"""Creates Helm releases: pinned, with a history limit and a timeout; without databases also atomic.

It uses `Release` and not `Chart`: the vendor's charts have hooks and random values, and a release is rolled back as a
whole.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from pulumi import ResourceOptions
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs

from blueprint.catalog.charts import CatalogChart
from blueprint.plan.charts.agent_credentials import key_pair_form
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.chart import ChartSettings
from blueprint.stack.load import secrets
from blueprint.values.common.secret_values import with_secret_values
from components.helm.explanation import explained_errors
from components.helm.failure import keep_failed
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
    values: Mapping[str, Any],
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
    keep = keeps_failed(chart, entry)
    if chart.secret_values:
        values = with_secret_values(values, chart, secrets().require)
    args = ReleaseArgs(
        name=settings.release,
        namespace=namespace,
        chart=source.reference,
        version=source.version,
        repository_opts=None if source.repository is None else RepositoryOptsArgs(repo=source.repository),
        values=values,
        atomic=not keep,
        cleanup_on_fail=not keep,
        max_history=chart.history,
        timeout=chart.timeout_seconds,
    )
    # Names of hooks are unique in the whole program; two namespaces may have releases of the same name.
    hooks = resource or f"{namespace}/{settings.release}"
    options = ResourceOptions.merge(opts, _options(hooks, opts, recovery))
    options = ResourceOptions.merge(
        options, ResourceOptions(hooks=explained_errors(hooks, entry, key_pair_form(settings)))
    )
    if keep and recovery is not None:
        options = ResourceOptions.merge(options, ResourceOptions(hooks=keep_failed(hooks, recovery.kubectl)))
    return Release(resource or settings.release, args, options)


def keeps_failed(chart: ChartSettings, entry: CatalogChart) -> bool:
    """Whether a failed install or upgrade stays in place: as the settings want it, otherwise for charts with data."""
    return entry.stateful if chart.on_failure is None else chart.on_failure == "keep"


def _options(name: str, opts: ResourceOptions, recovery: ReleaseRecovery | None) -> ResourceOptions:
    """A release name is unique in its namespace, so a replacement waits for the deletion of the old release."""
    hooks = recovery.hooks(name, opts.parent) if recovery and opts.parent else None
    return ResourceOptions(delete_before_replace=True, hooks=hooks)
