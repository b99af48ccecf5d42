"""A cluster of the sandbox for one measurement, as its own processes, and what was made in it."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import BenchError, run
from bench.simulator import ROOT
from bench.tenant import SLUG

CONTEXT = "clearml-sandbox"
HOLDS = {"deployments.apps": 2, "resourcequotas": 1, "limitranges": 1}
"""What each tenant's namespace has of a kind: agent and gateway, and their quota."""


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs."""

    kubeconfig: Path

    def require(self, tenants: int) -> None:
        """Raise BenchError unless so many tenants' namespaces hold what they should, their pods ready."""
        wanted = {kind: count * tenants for kind, count in HOLDS.items()}
        found = Counter({kind: sum(map(_is_whole, self._get(kind))) for kind in HOLDS})
        if dict(found) != wanted:
            raise BenchError(f"wrong objects were made, so the time means nothing: {dict(found)} instead of {wanted}")

    def _get(self, kind: str) -> list[dict[str, Any]]:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), "--context", CONTEXT, "get", kind]
        listed = run([*command, "--all-namespaces", "--output", "json"], cwd=ROOT, environ=os.environ)
        return list(json.loads(listed.text)["items"])


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """Start one on free loopback ports with its data in `folder`, and take it away afterwards."""
    data = folder / "kubernetes"
    try:
        _sandbox("up", data)
        yield Cluster(data / "kubeconfig")
    finally:
        _sandbox("down", data)


def _is_whole(found: dict[str, Any]) -> bool:
    ours = SLUG.fullmatch(found["metadata"]["namespace"]) is not None
    return ours and (found["kind"] != "Deployment" or found["status"].get("readyReplicas") == 1)


def _sandbox(command: str, data: Path) -> None:
    # Not in a session that ends with the command: the cluster's programs outlive it.
    argv = [sys.executable, "-m", "sandbox.kubernetes", command, "--data", str(data)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        raise BenchError(f"the cluster, {command}: {done.stdout}{done.stderr}".strip())
