"""How every Helm release of the platform is made: pinned, atomic, with a history limit and a time-out.

`Release` and not `Chart`: the vendor's charts have hooks and random values, and one release is rolled back as a whole.
"""

from pathlib import Path
from typing import Any, Protocol

from pulumi import Input, ResourceOptions
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs

from blueprint.catalog.charts import KnownChart
from blueprint.plan.charts.coordinates import coordinates
from blueprint.settings.platform.chart import ChartSettings
from components.helm.recovery import ReleaseRecovery


class ReleasedPart(Protocol):
    """What settings say of a part that is a Helm release."""

    @property
    def release(self) -> str:
        """Its name."""

    @property
    def chart(self) -> ChartSettings:
        """Its chart, as far as the settings say."""


def release(
    wanted: ReleasedPart,
    known: KnownChart,
    namespace: str,
    values: Input[dict[str, Any]],
    opts: ResourceOptions,
    recovery: ReleaseRecovery | None,
    *,
    resource: str | None = None,
    archive: Path | None = None,
) -> Release:
    """Make a release; its resource has its name, or `resource` where many namespaces have one of that name.

    `archive` is the vendor's archive of a chart that no repository has. Registry credentials are Helm's own business.
    """
    known_as, chart, found = resource or wanted.release, wanted.chart, coordinates(wanted.chart, known, archive)
    args = ReleaseArgs(
        name=wanted.release,
        namespace=namespace,
        chart=found.reference,
        version=found.version,
        repository_opts=None if found.repository is None else RepositoryOptsArgs(repo=found.repository),
        values=values,
        atomic=True,
        cleanup_on_fail=True,
        max_history=chart.history,
        timeout=chart.timeout_seconds,
    )
    # Hooks have one name each in the whole program; two namespaces may have releases of one name.
    hooks = resource or f"{namespace}/{wanted.release}"
    return Release(known_as, args, ResourceOptions.merge(opts, _once(hooks, opts, recovery)))


def _once(name: str, opts: ResourceOptions, recovery: ReleaseRecovery | None) -> ResourceOptions:
    """Two releases of one name cannot be: a replacement has to wait until the old one is gone."""
    hooks = recovery.hooks(name, opts.parent) if recovery and opts.parent else None
    return ResourceOptions(delete_before_replace=True, hooks=hooks)
