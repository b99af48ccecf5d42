"""Runs `kubectl`, always with an explicit context and a time limit."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from commands.failure import Failure, last_line
from commands.mig.job import MigJob

REQUEST_SECONDS = 60
"""Time limit of one request to the API server."""
EXEC_SECONDS = 180
"""Time limit of one program in a container: switching MIG resets an Ampere card, which takes seconds."""


@dataclass(frozen=True)
class KubectlResult:
    """Output of a program in a container. Its exit code is left out, as nvidia-smi's means nothing."""

    stdout: str
    stderr: str

    @property
    def last_line(self) -> str:
        """The last line of stdout, or of stderr, where kubectl adds "command terminated with …"."""
        return last_line(self.stdout, self.stderr)


class NodeKubectl:
    """kubectl on one cluster. Every method raises Failure if kubectl is missing, times out or is refused."""

    def __init__(self, job: MigJob) -> None:
        self._context = job.context
        self._command = ["kubectl", "--context", job.context]

    def exists(self, kind: str, name: str) -> bool:
        """Whether a cluster-scoped object exists."""
        return bool(self._output("get", kind, name, "--ignore-not-found", "-o", "name").strip())

    def names(self, kind: str) -> list[str]:
        """Names of all objects of a cluster-scoped kind."""
        return [item["metadata"]["name"] for item in self.items(kind)]

    def items(self, *query: str) -> list[dict[str, Any]]:
        """The objects that `kubectl get QUERY` returns."""
        objects: list[dict[str, Any]] = json.loads(self._output("get", *query, "-o", "json"))["items"]
        return objects

    def find(self, kind: str, name: str, *where: str) -> dict[str, Any] | None:
        """One object, or None if there is none; `where` are further arguments, such as the namespace."""
        text = self._output("get", kind, name, *where, "--ignore-not-found", "-o", "json")
        found: dict[str, Any] | None = json.loads(text) if text.strip() else None
        return found

    def merge(self, kind: str, name: str, patch: dict[str, Any]) -> None:
        """Merge fields into a cluster-scoped object; a field that is None is removed."""
        self._output("patch", kind, name, "--type", "merge", "-p", json.dumps(patch))

    def create(self, manifest: dict[str, Any]) -> None:
        """Create an object."""
        self._output("create", "-f", "-", stdin=json.dumps(manifest))

    def delete(self, kind: str, name: str, namespace: str) -> None:
        """Delete an object and wait until it is gone; a missing one is no error."""
        self._output("delete", kind, name, "-n", namespace, "--ignore-not-found", "--grace-period=0")

    def unlabel(self, node: str, key: str) -> None:
        """Remove a label from a node, whichever field manager set it; a missing label is no error."""
        self._output("label", "node", node, f"{key}-")

    def execute(self, namespace: str, pod: str, container: str, *program: str) -> KubectlResult:
        """Run a program in a container. The caller checks its effect, as the exit code is not reported."""
        limit = f"--request-timeout={EXEC_SECONDS}s"
        arguments = ["exec", "-n", namespace, pod, "-c", container, limit, "--", *program]
        process = self._run(arguments, EXEC_SECONDS + 10)
        return KubectlResult(process.stdout, process.stderr)

    def _output(self, *arguments: str, stdin: str = "") -> str:
        process = self._run([*arguments, f"--request-timeout={REQUEST_SECONDS}s"], REQUEST_SECONDS + 30, stdin)
        if process.returncode == 0:
            return process.stdout
        reason = last_line(process.stderr)
        raise Failure(
            f"{self._describe(arguments)} failed: {reason}; check that the cluster is up and the context is right"
        )

    def _run(self, arguments: list[str], seconds: float, stdin: str = "") -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - no shell; arguments are constants or settings
                [*self._command, *arguments],
                input=stdin,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError:
            reason = "kubectl is not on PATH: install it, MIG mode is switched through it"
        except subprocess.TimeoutExpired:
            reason = f"{self._describe(arguments)} did not finish within {seconds:.0f} s; check that the cluster is up"
        raise Failure(reason)

    def _describe(self, arguments: list[str] | tuple[str, ...]) -> str:
        return f"kubectl {' '.join(arguments[:2])} (context {self._context})"
