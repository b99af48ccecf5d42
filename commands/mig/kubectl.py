"""The one place that starts `kubectl`: always with an explicit context, always with a deadline."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import Any

from commands.failure import Failure, last_words
from commands.mig.job import MigJob

REQUEST_SECONDS = 60
"""What one request to the API server may take."""
EXEC_SECONDS = 180
"""What one program in a container may take: switching MIG resets an Ampere card, which takes seconds."""


@dataclass(frozen=True)
class KubectlAnswer:
    """What a program printed. Its exit code is not kept where it says nothing (`nvidia-smi`)."""

    out: str
    err: str

    @property
    def words(self) -> str:
        """The last thing it said. kubectl's own words ("command terminated with …") count only when it said nothing."""
        return last_words(self.out, self.err)


class NodeKubectl:
    """Talks to one cluster. Every method raises Failure when kubectl itself is missing, hangs or is refused."""

    def __init__(self, job: MigJob) -> None:
        self._context = job.context
        self._command = ["kubectl", "--context", job.context]

    def exists(self, kind: str, name: str) -> bool:
        """Whether a cluster-wide object is there."""
        return bool(self._ask("get", kind, name, "--ignore-not-found", "-o", "name").strip())

    def names(self, kind: str) -> list[str]:
        """Names of all objects of a cluster-wide kind."""
        return [item["metadata"]["name"] for item in self.items(kind)]

    def items(self, *query: str) -> list[dict[str, Any]]:
        """The objects that `kubectl get QUERY` finds."""
        found: list[dict[str, Any]] = json.loads(self._ask("get", *query, "-o", "json"))["items"]
        return found

    def unlabel(self, node: str, key: str) -> None:
        """Take a label off a node, whoever put it there; one that is not there is no error."""
        self._ask("label", "node", node, f"{key}-")

    def execute(self, namespace: str, pod: str, container: str, *program: str) -> KubectlAnswer:
        """Run a program in a container. How it ended is for the caller to find out by looking."""
        limit = f"--request-timeout={EXEC_SECONDS}s"
        words = ["exec", "-n", namespace, pod, "-c", container, limit, "--", *program]
        done = self._run(words, EXEC_SECONDS + 10)
        return KubectlAnswer(done.stdout, done.stderr)

    def _ask(self, *words: str) -> str:
        done = self._run([*words, f"--request-timeout={REQUEST_SECONDS}s"], REQUEST_SECONDS + 30)
        if done.returncode == 0:
            return done.stdout
        said = last_words(done.stderr)
        raise Failure(f"{self._tried(words)} failed: {said}; check that the cluster is up and the context is right")

    def _run(self, words: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(  # noqa: S603 - no shell, and the words are our own or settings
                [*self._command, *words],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except FileNotFoundError:
            reason = "kubectl is not on PATH: install it, it is the way to the GPUs of a node"
        except subprocess.TimeoutExpired:
            reason = f"{self._tried(words)} gave no answer in {seconds:.0f} s; check that the cluster is up"
        raise Failure(reason)

    def _tried(self, words: list[str] | tuple[str, ...]) -> str:
        return f"kubectl {' '.join(words[:2])} (context {self._context})"
