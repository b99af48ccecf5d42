"""Reports on one line which setting corrects an error of a release's chart."""

import pulumi
from pulumi import ErrorHook, ResourceHookBinding
from pulumi.resource_hooks import ErrorHookArgs

from blueprint.catalog.chart_errors import explain
from blueprint.catalog.charts import CatalogChart


def explained_errors(name: str, entry: CatalogChart, credentials: str | None) -> ResourceHookBinding:
    """A hook for a release of the chart in the catalog's `entry`; its name begins with `name`.

    `credentials` is how the release gets its key pair, if it gets one.
    """

    async def report(args: ErrorHookArgs) -> bool:
        line = explain(entry, "\n".join(args.errors), credentials)
        inputs = args.new_inputs or {}
        if line is not None and inputs:
            pulumi.log.error(f"release {inputs['namespace']}/{inputs['name']}: {line}; then run `pulumi up` again")
        return False

    return ResourceHookBinding(on_error=[ErrorHook(f"{name}/explain-error", report)])
