"""Recovers Helm releases that an interrupted run left unfinished (ADR 0009).

If Helm is killed, it leaves a revision with status `pending-…` and refuses every later install or upgrade. A release
whose creation did not finish is missing from Pulumi's state. Hooks on each release repair what is safe to repair right
before Helm runs again. In all other cases they fail with the command that the operator has to run.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Resource, ResourceHook, ResourceHookArgs, ResourceHookBinding

from components.helm.history import Revision, add_placeholder, revisions
from components.shared.kubectl import Kubectl, KubectlError

GRACE_SECONDS: Final = 15
POLL_SECONDS: Final = 5
LOG_SECONDS: Final = 60


@dataclass(frozen=True)
class ReleaseRecovery:
    """Creates the hooks of releases in one cluster."""

    kubectl: Kubectl
    provider: str
    """Resource name of the cluster's Kubernetes provider, for the command that imports a release."""
    has_data: bool = True
    """Whether the releases may have data. A release without data that the state does not have is installed anew."""

    def hooks(self, name: str, parent: Resource) -> ResourceHookBinding:
        """Hooks for a Release that is a child of `parent`. Their names begin with `name`; they log what they change."""
        create = InterruptedRelease.before_create if self.has_data else InterruptedRelease.before_create_without_data
        before_create = ResourceHook(f"{name}/before-create", self._hook(parent, create))
        before_update = ResourceHook(f"{name}/before-update", self._hook(parent, InterruptedRelease.before_update))
        return ResourceHookBinding(before_create=[before_create], before_update=[before_update])

    def _hook(
        self, parent: Resource, recover: "RecoveryStep"
    ) -> Callable[[ResourceHookArgs], Coroutine[Any, Any, None]]:
        async def run(args: ResourceHookArgs) -> None:
            inputs = args.new_inputs or {}
            release = InterruptedRelease(
                kubectl=self.kubectl,
                provider=self.provider,
                resource=args.name,
                release=str(inputs["name"]),
                namespace=str(inputs["namespace"]),
                timeout_seconds=int(inputs["timeout"]),
                parent=str(await parent.urn.future()),
            )
            try:
                await recover(release)
            except KubectlError as error:
                raise pulumi.RunError(f"{release}: cannot recover from an interrupted run: {error}") from None

        return run


@dataclass(frozen=True)
class InterruptedRelease:
    """One release in the cluster, which an interrupted run may have left unfinished.

    `resource` is the name of its Pulumi resource, `parent` the URN of the component that creates it.
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
        """Recover a release that is not in the state. An unfinished install is removed, as Helm's rollback would do.

        A release that was ever deployed may be in use: it stays unchanged, and the error asks for its import.
        """
        history = await self._history()
        half_installed = [revision.status for revision in history] == ["pending-install"]
        if half_installed or all(revision.is_placeholder for revision in history):
            await self._remove(history)
        else:
            raise pulumi.RunError(self._refusal(history[-1]))

    async def before_create_without_data(self) -> None:
        """Remove a release that is not in the state, whatever its status; its objects have nothing to lose."""
        await self._remove(await self._history())

    async def before_update(self) -> None:
        """Recover a release that is in the state. An unfinished change is marked as deployed.

        Helm then compares with the objects that it had created, and creates those that it had deleted. A release that
        is gone gets a placeholder.
        """
        history = await self._history()
        if not history:
            self._warn("uninstalled it: installing it again")
            await add_placeholder(self.kubectl, self.namespace, self.release)
        elif history[-1].is_unfinished:
            await self._continue(*history)

    async def _continue(self, *history: Revision) -> None:
        *earlier, last = history
        self._warn(f"left revision {last.number} with status {last.status}: continuing from it")
        for revision in earlier:
            if revision.status == "deployed":
                await self._rewrite(revision, "superseded")
        await self._rewrite(last, "deployed")

    async def _remove(self, history: Sequence[Revision]) -> None:
        """Remove a release's objects and its history, except volumes and what Helm keeps."""
        if not history:
            return
        last = history[-1]
        unfinished = last.status == "pending-install"
        finding = "half installed" if unfinished else f"at revision {last.number} ({last.status}), not in the state"
        self._warn(f"left it {finding}: removing it before the new install")
        objects = "---".join(text for revision in history if (text := revision.removable).strip())
        if objects:
            await self._delete("--filename=-", stdin=objects)
        await self._delete("secret", *(revision.name for revision in history))

    async def _history(self) -> list[Revision]:
        """Return the history, once no plugin of an interrupted run can still be working on the release.

        A plugin may outlive its engine by the timeout of the release.
        """
        last_log = -float(LOG_SECONDS)
        while True:
            history = await revisions(self.kubectl, self.namespace, self.release)
            deadlines = [one.modified_at + self.timeout_seconds + GRACE_SECONDS for one in history if one.is_unfinished]
            remaining = max(deadlines, default=0) - time.time()
            if remaining <= 0:
                return history
            if time.monotonic() - last_log >= LOG_SECONDS:
                last_log = time.monotonic()
                pulumi.log.info(
                    f"{self}: an interrupted run may still be working on it: waiting up to {remaining:.0f} s"
                )
            await asyncio.sleep(min(POLL_SECONDS, remaining))

    async def _delete(self, *argv: str, stdin: str | None = None) -> None:
        options = (f"--namespace={self.namespace}", "--ignore-not-found")
        await self.kubectl.run("delete", *argv, *options, seconds=self.timeout_seconds, stdin=stdin)

    async def _rewrite(self, revision: Revision, status: str) -> None:
        await self.kubectl.run("replace", "--filename=-", stdin=revision.with_status(status))

    def _refusal(self, last: Revision) -> str:
        """The error with the import command, which keeps objects and volumes; `pulumi up` then upgrades in place.

        The alias before the parent's URN must not be the release's name, or Pulumi takes the release as its own parent.
        """
        project = "::".join(self.parent.split("::")[:2])
        provider = f"kubernetes={project}::pulumi:providers:kubernetes::{self.provider}"
        command = (
            f"pulumi import kubernetes:helm.sh/v3:Release {self.resource} {self.namespace}/{self.release}"
            f" --parent 'component={self.parent}' --provider '{provider}'"
            " --protect=false --generate-code=false"
        )
        problem = f"exists at revision {last.number} ({last.status}), but not in the stack's state"
        return f"{self} {problem}: import it, then run `pulumi up` again: {command}"

    def _warn(self, finding: str) -> None:
        pulumi.log.warn(f"{self}: an interrupted run {finding}")


RecoveryStep = Callable[[InterruptedRelease], Coroutine[Any, Any, None]]
