"""What an interrupted run leaves of a Helm release, and how the next run gets over it (ADR 0009).

Killed in the middle, Helm leaves a revision marked `pending-…`, and refuses every further install or upgrade. The
engine knows nothing of a release whose creation it did not see end. Hooks on our releases put that right just before
Helm is asked again. Releases are only ever in namespaces that this stack made, so no other's can be met.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import ResourceHook, ResourceHookArgs, ResourceHookBinding

from components.helm_history import Revision, revisions
from components.kubectl import Kubectl, KubectlError

GRACE_SECONDS: Final = 15
POLL_SECONDS: Final = 5


def mend_left_overs(kubectl: Kubectl) -> ResourceHookBinding:
    """Hooks for a Release that let Helm go on after an interrupted run; each thing done is told in a warning."""
    before_create = ResourceHook("mend-before-create", _hook(kubectl, LeftOver.before_create))
    before_update = ResourceHook("mend-before-update", _hook(kubectl, LeftOver.before_update))
    return ResourceHookBinding(before_create=[before_create], before_update=[before_update])


@dataclass(frozen=True)
class LeftOver:
    """What is there of one release."""

    kubectl: Kubectl
    namespace: str
    release: str
    timeout_seconds: int

    def __str__(self) -> str:
        return f"release {self.namespace}/{self.release}"

    async def before_create(self) -> None:
        """The engine does not know the release. A half-made one goes; of a whole one only Helm's memory goes.

        Helm then takes the whole one's objects over: they carry the release's name (meta.helm.sh/release-name).
        """
        for revision in await self._settled():
            if revision.status == "pending-install":
                self._tell(f"revision {revision.number} was left half installed: removing it to install anew")
                await self._delete("--filename=-", stdin=revision.manifest)
            else:
                self._tell(f"revision {revision.number} ({revision.status}) is not in the state: taking it over")
            await self._delete("secret", revision.name)

    async def before_update(self) -> None:
        """An upgrade was cut off. Call it done: Helm then compares with what it was about to make, not with less."""
        history = await self._settled()
        if not history or not history[-1].is_pending:
            return
        *earlier, last = history
        self._tell(f"revision {last.number} was left {last.status}: going on from there")
        for revision in earlier:
            if revision.status == "deployed":
                await self._rewrite(revision, "superseded")
        await self._rewrite(last, "deployed")

    async def _settled(self) -> list[Revision]:
        """The history, once no plugin of an interrupted run can be at work: it outlives its engine until time-out."""
        while True:
            history = await revisions(self.kubectl, self.namespace, self.release)
            ends = [one.written + self.timeout_seconds + GRACE_SECONDS for one in history if one.is_pending]
            left = max(ends, default=0) - time.time()
            if left <= 0:
                return history
            pulumi.log.info(f"{self}: an interrupted run may still work on it: waiting, at most {left:.0f} s more")
            await asyncio.sleep(min(POLL_SECONDS, left))

    async def _delete(self, *argv: str, stdin: str | None = None) -> None:
        where = f"--namespace={self.namespace}"
        await self.kubectl.run("delete", *argv, where, "--ignore-not-found", seconds=self.timeout_seconds, stdin=stdin)

    async def _rewrite(self, revision: Revision, status: str) -> None:
        await self.kubectl.run("replace", "--filename=-", stdin=revision.with_status(status))

    def _tell(self, what: str) -> None:
        pulumi.log.warn(f"{self}: {what} (an interrupted run left it)")


Mending = Callable[[LeftOver], Coroutine[Any, Any, None]]


def _hook(kubectl: Kubectl, mend: Mending) -> Callable[[ResourceHookArgs], Coroutine[Any, Any, None]]:
    async def run(args: ResourceHookArgs) -> None:
        inputs = args.new_inputs or {}
        found = LeftOver(kubectl, str(inputs["namespace"]), str(inputs["name"]), int(inputs["timeout"]))
        try:
            await mend(found)
        except KubectlError as error:
            raise pulumi.RunError(f"{found}: cannot mend what an interrupted run left: {error}") from None

    return run
