"""Implements the command `verify`: starts probe pods with kubectl, tries every check in them, and deletes them."""

import json
import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.words.secrets import ENV_CONTEXT
from fleet.stack.settings import read_settings
from fleet.verify.checks import CONTAINER, ProbePod, probe_pods
from fleet.verify.results import Result, judged, unavailable

Runner = Callable[..., "subprocess.CompletedProcess[str]"]
COMMAND_SECONDS = 60


@dataclass(frozen=True)
class Options:
    """What to verify: `image` of the probe pods, and the seconds that each may take to start."""

    tenant: str | None = None
    image: str | None = None
    wait: int = 120


def verify_stack(stack: str, options: Options, root: Path = Path(), run: Runner = subprocess.run) -> list[Result]:
    """Return the results of a stack's tenants. Raises SettingsError for invalid settings and an unknown tenant."""
    settings, _ = read_settings(stack, root)
    if options.tenant is not None and options.tenant not in {each.slug for each in settings.tenants}:
        known = ", ".join(each.slug for each in settings.tenants) or "none"
        raise SettingsError(Problem("--tenant", "", f"'{options.tenant}'", f"a tenant of this stack: {known}"))
    pods = probe_pods(settings, options.tenant, options.image, os.environ.get(ENV_CONTEXT))
    return list(_results(pods, options.wait, run))


def _results(pods: Iterable[ProbePod], wait: int, run: Runner) -> Iterator[Result]:
    """Results of every pod; a cluster that does not answer is one failure, and its other pods are not tried."""
    silent: set[str] = set()
    for pod in pods:
        if pod.context in silent:
            continue
        kubectl = _Kubectl(pod, run)
        refused = kubectl.delete("--wait=true")
        if refused is None:
            yield from kubectl.results(wait)
            continue
        silent.add(pod.context)
        command = f"kubectl --context={pod.context} get nodes"
        yield Result(
            "", f"cluster {pod.context}", "failed", f"{refused}: nothing in it was tried; `{command}` shows why"
        )


@dataclass(frozen=True)
class _Kubectl:
    pod: ProbePod
    run: Runner

    def results(self, wait: int) -> Iterator[Result]:
        """Run the pod's checks; the pod is gone afterwards."""
        try:
            reason = self._start(wait)
            if reason is not None:
                yield from (unavailable(check, reason) for check in self.pod.checks)
                return
            for check in self.pod.checks:
                done = self._call("exec", self.pod.name, f"--container={CONTAINER}", "--", *check.command)
                yield judged(check, done.returncode, done.stdout or done.stderr)
        finally:
            self.delete("--wait=false")

    def _start(self, wait: int) -> str | None:
        """Create the pod and wait for it; return why it does not run, or None."""
        created = self._call("create", "--filename=-", stdin=json.dumps(self.pod.manifest))
        if created.returncode != 0:
            return _line(created.stderr)
        name = f"pod/{self.pod.name}"
        ready = self._call("wait", name, "--for=condition=Ready", f"--timeout={wait}s", seconds=wait + COMMAND_SECONDS)
        if ready.returncode == 0:
            return None
        found = self._call("get", name, "--output=json")
        return f"its pod does not start within {wait} seconds: {_reason(found.stdout) or _line(ready.stderr)}"

    def delete(self, how: str) -> str | None:
        """Delete the pod, also one that an interrupted run left behind; return why that fails, or None."""
        done = self._call("delete", "pod", self.pod.name, "--ignore-not-found", how)
        return None if done.returncode == 0 else _line(done.stderr)

    def _call(
        self, *argv: str, stdin: str | None = None, seconds: int = COMMAND_SECONDS
    ) -> "subprocess.CompletedProcess[str]":
        where = (f"--context={self.pod.context}", f"--namespace={self.pod.namespace}")
        try:
            return self.run(
                ["kubectl", *where, *argv], input=stdin, capture_output=True, text=True, timeout=seconds, check=False
            )
        except OSError as error:
            return subprocess.CompletedProcess(argv, 1, "", f"kubectl does not start: {error.strerror}")
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(argv, 1, "", f"kubectl gave no answer within {seconds} seconds")


def _reason(text: str) -> str | None:
    """Return why a pod is not ready: its container's reason, or the scheduler's message."""
    status: dict[str, Any] = json.loads(text or "{}").get("status", {})
    waiting = [one["state"]["waiting"] for one in status.get("containerStatuses", ()) if "waiting" in one["state"]]
    messages = [one.get("message") for one in status.get("conditions", ()) if one["status"] != "True"]
    return next((one.get("message") or one["reason"] for one in waiting), None) or next(filter(None, messages), None)


def _line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "kubectl printed nothing"
