"""Hooks of a release whose failed revision stays in place, because its databases may have migrated their data.

A failure is reported with the pods that are not ready, because Helm names none. The next upgrade continues from the
failed revision: Helm itself compares with the last deployed one, and would leave behind what only the failed one added.
"""

from collections.abc import Mapping
from typing import Any, Final

import pulumi
from pulumi import ErrorHook, ResourceHook, ResourceHookArgs, ResourceHookBinding
from pulumi.resource_hooks import ErrorHookArgs

from components.helm.history import revisions
from components.shared.kubectl import Kubectl, KubectlError

MOST_PODS: Final = 3
FAILED, DEPLOYED, SUPERSEDED = "failed", "deployed", "superseded"
NEXT: Final = (
    "the failed revision stays in place, because its databases may already have migrated their data: correct the "
    "cause and run `pulumi up` again; no helm rollback without restoring a backup"
)


def keep_failed(name: str, kubectl: Kubectl) -> ResourceHookBinding:
    """Hooks for a release that is not rolled back. Their names begin with `name`."""

    async def continue_from_failed(args: ResourceHookArgs) -> None:
        inputs = args.new_inputs or {}
        namespace, release = str(inputs["namespace"]), str(inputs["name"])
        try:
            await _continue(kubectl, namespace, release)
        except KubectlError as error:
            raise pulumi.RunError(f"release {namespace}/{release}: cannot read its revisions: {error}") from None

    async def report(args: ErrorHookArgs) -> bool:
        inputs = args.new_inputs or {}
        if inputs and args.failed_operation in ("create", "update"):
            pods = await _waiting(kubectl, str(inputs["namespace"]))
            pulumi.log.error(f"release {inputs['namespace']}/{inputs['name']}: {pods}; {NEXT}")
        return False

    return ResourceHookBinding(
        before_update=[ResourceHook(f"{name}/continue-from-failed", continue_from_failed)],
        on_error=[ErrorHook(f"{name}/report-failure", report)],
    )


async def _continue(kubectl: Kubectl, namespace: str, release: str) -> None:
    """Mark a failed last revision as deployed and the one before it as superseded."""
    history = await revisions(kubectl, namespace, release)
    if not history or history[-1].status != FAILED:
        return
    pulumi.log.warn(f"release {namespace}/{release}: revision {history[-1].number} failed: continuing from it")
    for revision in history[:-1]:
        if revision.status == DEPLOYED:
            await kubectl.run("replace", "--filename=-", stdin=revision.with_status(SUPERSEDED))
    await kubectl.run("replace", "--filename=-", stdin=history[-1].with_status(DEPLOYED))


async def _waiting(kubectl: Kubectl, namespace: str) -> str:
    try:
        pods = await kubectl.items("pods", f"--namespace={namespace}")
    except KubectlError as error:
        return f"its pods cannot be read ({error})"
    return waiting_pods(pods, namespace)


def waiting_pods(pods: list[Any], namespace: str) -> str:
    """Return which pods are not ready and why, of those that a controller made; tasks' pods have none."""
    controlled = [pod for pod in pods if pod["metadata"].get("ownerReferences")]
    found = [f"pod {pod['metadata']['name']} ({reason})" for pod in controlled if (reason := _reason(pod["status"]))]
    if not found:
        return f"all its pods are ready, so read `kubectl -n {namespace} get events`"
    more = f" and {len(found) - MOST_PODS} more" if len(found) > MOST_PODS else ""
    return f"not ready: {', '.join(found[:MOST_PODS])}{more}"


def _reason(status: Mapping[str, Any]) -> str | None:
    """Return why a pod is not ready: its container's reason, the scheduler's, or its phase; None if it is."""
    ready = {one["type"]: one for one in status.get("conditions", ())}
    if status.get("phase") == "Succeeded" or ready.get("Ready", {}).get("status") == "True":
        return None
    containers = (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ()))
    reasons = [one["state"][kind]["reason"] for one in containers for kind in one["state"] if kind != "running"]
    scheduler = ready.get("PodScheduled", {}).get("reason")
    return next(iter(reasons), None) or scheduler or str(status.get("phase", "no status"))
