"""How every Helm release of the platform is made: pinned, atomic, with a history limit and a time-out.

`Release` and not `Chart`: the vendor's charts have hooks and random values, and one release is rolled back as a whole.
"""

from typing import Any

from pulumi import Input, ResourceOptions
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs

from components.left_over import Mender
from settings.chart import Chart
from settings.coordinates import Coordinates


def release(
    name: str,
    namespace: str,
    coordinates: Coordinates,
    chart: Chart,
    values: Input[dict[str, Any]],
    opts: ResourceOptions,
    mender: Mender | None,
    resource: str | None = None,
) -> Release:
    """Make the release `name`; its resource is called the same, or `resource` where many namespaces have one.

    Registry credentials are Helm's own business.
    """
    known_as = resource or name
    args = ReleaseArgs(
        name=name,
        namespace=namespace,
        chart=coordinates.reference,
        version=coordinates.version,
        repository_opts=None if coordinates.repository is None else RepositoryOptsArgs(repo=coordinates.repository),
        values=values,
        atomic=True,
        cleanup_on_fail=True,
        max_history=chart.history,
        timeout=chart.timeout_seconds,
    )
    return Release(known_as, args, ResourceOptions.merge(opts, _once(known_as, opts, mender)))


def _once(resource: str, opts: ResourceOptions, mender: Mender | None) -> ResourceOptions:
    """Two releases of one name cannot be: a replacement has to wait until the old one is gone."""
    hooks = mender.hooks(resource, opts.parent) if mender and opts.parent else None
    return ResourceOptions(delete_before_replace=True, hooks=hooks)
