"""Runs a cluster of the sandbox for one measurement and checks the tenants in it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import BenchError, run
from bench.simulator import ROOT
from bench.tenant import SLUG

CONTEXT = "clearml-sandbox"
OBJECTS = {"deployments.apps": 2, "resourcequotas": 1, "limitranges": 1}
"""Number of objects by kind in each tenant's namespace: agent and gateway, and the quota."""


@dataclass(frozen=True)
class BenchCluster:
    """A running cluster."""

    kubeconfig: Path

    def require(self, tenants: int) -> None:
        """Raise BenchError unless exactly this many tenants have all objects and ready pods."""
        expected = {kind: count * tenants for kind, count in OBJECTS.items()}
        actual = {kind: sum(map(_is_ready, self._get(kind))) for kind in OBJECTS}
        if actual != expected:
            raise BenchError(f"invalid measurement, the cluster has {actual} instead of {expected}")

    def _get(self, kind: str) -> list[dict[str, Any]]:
        command = ["kubectl", "--kubeconfig", str(self.kubeconfig), "--context", CONTEXT, "get", kind]
        result = run([*command, "--all-namespaces", "--output", "json"], cwd=ROOT, environ=os.environ)
        return list(json.loads(result.text)["items"])


@contextmanager
def cluster(folder: Path) -> Iterator[BenchCluster]:
    """Start a cluster on free loopback ports with its data in `folder`, and remove it afterwards."""
    data = folder / "kubernetes"
    try:
        _sandbox("up", data)
        yield BenchCluster(data / "kubeconfig")
    finally:
        _sandbox("down", data)


def _is_ready(item: dict[str, Any]) -> bool:
    of_tenant = SLUG.fullmatch(item["metadata"]["namespace"]) is not None
    return of_tenant and (item["kind"] != "Deployment" or item["status"].get("readyReplicas") == 1)


def _sandbox(command: str, data: Path) -> None:
    # Not with bench.process.run: the cluster's processes outlive this command.
    argv = [sys.executable, "-m", "sandbox.kubernetes", command, "--data", str(data)]
    process = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True)
    if process.returncode != 0:
        raise BenchError(f"sandbox.kubernetes {command} failed: {process.stdout}{process.stderr}".strip())
