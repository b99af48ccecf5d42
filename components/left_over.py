"""What an interrupted run leaves of a Helm release, and how the next run gets over it (ADR 0009).

Killed in the middle, Helm leaves a revision marked `pending-…`, and refuses every further install or upgrade. The
engine knows nothing of a release whose creation it did not see end. A hook on our releases forgets such revisions just
before Helm is asked again; Helm then takes over the objects that are there, because they carry the release's name.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any, Final

import pulumi
from pulumi import ResourceHook, ResourceHookArgs, ResourceHookBinding

from components.kubectl import Kubectl, KubectlError

GRACE_SECONDS: Final = 30
POLL_SECONDS: Final = 5
CREATED, UPDATED = "createdAt", "modifiedAt"


def forget_left_overs(kubectl: Kubectl) -> ResourceHookBinding:
    """Hooks for a Release: before a create every revision goes, before an update the pending ones.

    A release that the engine does not know, in a namespace that this stack made, can only be ours.
    """

    async def before_create(args: ResourceHookArgs) -> None:
        await _forget(kubectl, args, all_of_them=True)

    async def before_update(args: ResourceHookArgs) -> None:
        await _forget(kubectl, args, all_of_them=False)

    return ResourceHookBinding(
        before_create=[ResourceHook("forget-unknown-revisions", before_create)],
        before_update=[ResourceHook("forget-pending-revisions", before_update)],
    )


async def _forget(kubectl: Kubectl, args: ResourceHookArgs, *, all_of_them: bool) -> None:
    inputs = args.new_inputs or {}
    name, namespace = str(inputs["name"]), str(inputs["namespace"])
    try:
        await _wait_for_the_interrupted(kubectl, namespace, name, int(inputs["timeout"]))
        for revision in await _revisions(kubectl, namespace, name):
            labels = revision["metadata"]["labels"]
            if all_of_them or _is_pending(labels["status"]):
                told = f"revision {labels['version']} of release {namespace}/{name}, {labels['status']}"
                pulumi.log.warn(f"forgetting {told}: an interrupted run left it; its objects stay and are taken over")
                await kubectl.run("delete", "secret", revision["metadata"]["name"], f"--namespace={namespace}")
    except KubectlError as error:
        raise pulumi.RunError(
            f"release {namespace}/{name}: cannot look for what an interrupted run left: {error}"
        ) from None


async def _wait_for_the_interrupted(kubectl: Kubectl, namespace: str, name: str, timeout_seconds: int) -> None:
    """Wait while the plugin of an interrupted run may still work: it outlives its engine until Helm's time-out."""
    while True:
        pending = [one for one in await _revisions(kubectl, namespace, name) if _is_pending(_label(one, "status"))]
        left = max((_started(one) + timeout_seconds + GRACE_SECONDS - time.time() for one in pending), default=0)
        if left <= 0:
            return
        told = f"release {namespace}/{name} is {_label(pending[0], 'status')} since an interrupted run"
        pulumi.log.info(f"{told}, which may still work on it: waiting, at most {left:.0f} s more")
        await asyncio.sleep(min(POLL_SECONDS, left))


async def _revisions(kubectl: Kubectl, namespace: str, name: str) -> Sequence[Any]:
    return await kubectl.items("secrets", f"--namespace={namespace}", f"--selector=owner=helm,name={name}")


def _is_pending(status: str) -> bool:
    return status.startswith("pending-") or status == "uninstalling"


def _started(revision: Any) -> float:
    """When Helm last wrote the revision, in seconds since the epoch."""
    labels = revision["metadata"]["labels"]
    return float(labels.get(UPDATED) or labels.get(CREATED) or 0)


def _label(revision: Any, name: str) -> str:
    return str(revision["metadata"]["labels"][name])
