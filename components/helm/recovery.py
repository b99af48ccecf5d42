"""What an interrupted run leaves of a Helm release, and how the next run gets over it (ADR 0009).

Killed in the middle, Helm leaves a revision marked `pending-…`, and refuses every further install or upgrade. The
engine knows nothing of a release whose creation it did not see end. Hooks on our releases put right what is safe to put
right just before Helm is asked again, and refuse the rest with the way out.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Resource, ResourceHook, ResourceHookArgs, ResourceHookBinding

from components.helm.history import Revision, revisions
from components.shared.kubectl import Kubectl, KubectlError

GRACE_SECONDS: Final = 15
POLL_SECONDS: Final = 5
TELL_SECONDS: Final = 60


@dataclass(frozen=True)
class ReleaseRecovery:
    """Makes the hooks of releases on one cluster."""

    kubectl: Kubectl
    provider: str
    """Name of the cluster's Kubernetes provider, for the command that imports a release."""

    def hooks(self, name: str, parent: Resource) -> ResourceHookBinding:
        """Hooks for a Release, a child of `parent`; their names begin with `name`. They tell what they do."""
        before_create = ResourceHook(f"{name}/before-create", self._hook(parent, InterruptedRelease.before_create))
        before_update = ResourceHook(f"{name}/before-update", self._hook(parent, InterruptedRelease.before_update))
        return ResourceHookBinding(before_create=[before_create], before_update=[before_update])

    def _hook(self, parent: Resource, mend: "RecoveryStep") -> Callable[[ResourceHookArgs], Coroutine[Any, Any, None]]:
        async def run(args: ResourceHookArgs) -> None:
            inputs = args.new_inputs or {}
            found = InterruptedRelease(
                kubectl=self.kubectl,
                provider=self.provider,
                resource=args.name,
                release=str(inputs["name"]),
                namespace=str(inputs["namespace"]),
                timeout_seconds=int(inputs["timeout"]),
                parent=str(await parent.urn.future()),
            )
            try:
                await mend(found)
            except KubectlError as error:
                raise pulumi.RunError(f"{found}: cannot mend what an interrupted run left: {error}") from None

        return run


@dataclass(frozen=True)
class InterruptedRelease:
    """What is there of one release.

    `resource` is what the program calls it, `parent` the URN of the component that makes it.
    """

    kubectl: Kubectl
    provider: str
    resource: str
    release: str
    namespace: str
    timeout_seconds: int
    parent: str

    def __str__(self) -> str:
        return f"release {self.namespace}/{self.release}"

    async def before_create(self) -> None:
        """The engine does not know the release. What was never whole goes, as Helm's own roll-back would have done it.

        One that once was whole may be in use: it is neither touched nor made again, its import is asked for.
        """
        history = await self._settled()
        if [revision.status for revision in history] == ["pending-install"]:
            self._tell("was left half installed: removing it to install anew")
            await self._delete("--filename=-", stdin=history[0].removable)
            await self._delete("secret", history[0].name)
        elif history:
            raise pulumi.RunError(self._refusal(history[-1]))

    async def before_update(self) -> None:
        """An upgrade was cut off. Call it done: Helm then compares with what it was about to make, not with less."""
        history = await self._settled()
        if not history or not history[-1].is_pending:
            return
        *earlier, last = history
        self._tell(f"was left {last.status} at revision {last.number}: going on from there")
        for revision in earlier:
            if revision.status == "deployed":
                await self._rewrite(revision, "superseded")
        await self._rewrite(last, "deployed")

    async def _settled(self) -> list[Revision]:
        """The history, once no plugin of an interrupted run can be at work: it outlives its engine until time-out."""
        told = -float(TELL_SECONDS)
        while True:
            history = await revisions(self.kubectl, self.namespace, self.release)
            ends = [one.written + self.timeout_seconds + GRACE_SECONDS for one in history if one.is_pending]
            left = max(ends, default=0) - time.time()
            if left <= 0:
                return history
            if time.monotonic() - told >= TELL_SECONDS:
                told = time.monotonic()
                pulumi.log.info(f"{self}: an interrupted run may still work on it: waiting, at most {left:.0f} s more")
            await asyncio.sleep(min(POLL_SECONDS, left))

    async def _delete(self, *argv: str, stdin: str | None = None) -> None:
        where = f"--namespace={self.namespace}"
        await self.kubectl.run("delete", *argv, where, "--ignore-not-found", seconds=self.timeout_seconds, stdin=stdin)

    async def _rewrite(self, revision: Revision, status: str) -> None:
        await self.kubectl.run("replace", "--filename=-", stdin=revision.with_status(status))

    def _refusal(self, last: Revision) -> str:
        """An import keeps objects and volumes, and the up after it upgrades in place.

        The parent's word must not be the release's name: Pulumi would take the release for its own parent.
        """
        project = "::".join(self.parent.split("::")[:2])
        provider = f"kubernetes={project}::pulumi:providers:kubernetes::{self.provider}"
        command = (
            f"pulumi import kubernetes:helm.sh/v3:Release {self.resource} {self.namespace}/{self.release}"
            f" --parent 'component={self.parent}' --provider '{provider}'"
            " --protect=false --generate-code=false"
        )
        found = f"is there at revision {last.number} ({last.status}), but not in the stack's state"
        return f"{self} {found}: import it, then run `pulumi up` again: {command}"

    def _tell(self, what: str) -> None:
        pulumi.log.warn(f"{self} {what}, after an interrupted run")


RecoveryStep = Callable[[InterruptedRelease], Coroutine[Any, Any, None]]
