"""Stops an upgrade of the server that its databases cannot take back, until the settings confirm a backup."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import Output, ResourceHook, ResourceHookArgs, ResourceHookBinding
from pulumi.resource_hooks import ResourceHookOptions

from blueprint.plan.charts.database_changes import ServerChart, database_changes
from blueprint.settings.checking.places import NAMESPACE


def require_backup(name: str, version: str, backup_taken_for: str | None) -> ResourceHookBinding:
    """Hooks for the server's release, which is about to have chart `version`. They also run at preview."""

    async def check(args: ResourceHookArgs) -> None:
        sources = (args.old_outputs, args.old_inputs, args.new_inputs)
        outputs, old, new = [await _readable(source) for source in sources]
        problem = backup_problem(outputs, old, new, version)
        if problem is not None and backup_taken_for != version:
            raise pulumi.RunError(problem)

    hook = ResourceHook(f"{name}/require-backup", check, ResourceHookOptions(on_dry_run=True))
    return ResourceHookBinding(before_update=[hook])


async def _readable(properties: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return properties as plain values: one secret anywhere in the values makes all of them a secret output."""
    return {
        key: await value.future(with_unknowns=True) if isinstance(value, Output) else value
        for key, value in (properties or {}).items()
    }


def backup_problem(
    old_outputs: Mapping[str, Any], old_inputs: Mapping[str, Any], new_inputs: Mapping[str, Any], version: str
) -> str | None:
    """Return why the upgrade needs a backup, and what to do; None if it needs none.

    The installed version is what Helm reported, because a local chart has none among its inputs.
    """
    installed = str((old_outputs.get("status") or {}).get("version") or old_inputs.get("version") or version)
    old = ServerChart(installed, old_inputs.get("values") or {})
    changes = database_changes(old, ServerChart(version, new_inputs.get("values") or {}))
    if not changes:
        return None
    return (
        f"release {new_inputs.get('namespace')}/{new_inputs.get('name')}: chart {installed} → {version} changes "
        f"databases with no way back ({'; '.join(changes)}): back up the server (docs/operations/platform.md), then "
        f'set {NAMESPACE}:controlPlane.backupTakenFor: "{version}"'
    )
