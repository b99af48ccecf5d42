"""A real Kubernetes API for any test: `with cluster() as kube: kube.kubectl("apply", "-f", "-", stdin=text)`.

Needs `make setup`. `kube` is a fixture of a module's scope, so each worker has at most one cluster at a time; a folder
of tests gets it by an import in its conftest.py. Tests part by namespaces, not by clusters.
"""

import json
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.kubernetes import cluster as sandbox
from sandbox.kubernetes.gpu.node import SimulatedNode
from sandbox.toolchain.layout import HERE

SECONDS = 60


@dataclass(frozen=True)
class Kube:
    """A running cluster."""

    cluster: sandbox.Cluster

    @property
    def kubeconfig(self) -> Path:
        return self.cluster.kubeconfig

    @property
    def context(self) -> str:
        return self.cluster.context

    def gpu(self, node: str) -> SimulatedNode:
        """A node with GPUs: `kube.gpu("gpu-a100-0").apply("in-use")`."""
        return self.cluster.gpu(node)

    def kubectl(self, *argv: str, stdin: str | None = None, check: bool = True) -> str:
        """Run kubectl and return its output; without `check` the errors are included, and any exit code is accepted."""
        done = subprocess.run(
            ["kubectl", "--kubeconfig", str(self.kubeconfig), "--context", self.context, *argv],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done.stdout if check else done.stdout + done.stderr

    def get(self, kind: str, namespace: str = "") -> list[dict[str, Any]]:
        """The objects of a kind, in one namespace or in all."""
        where = ["--namespace", namespace] if namespace else ["--all-namespaces"]
        return list(json.loads(self.kubectl("get", kind, *where, "--output", "json"))["items"])


@contextmanager
def cluster(data: Path | None = None) -> Iterator[Kube]:
    """Start a cluster on free loopback ports, in about five seconds, and remove it afterwards."""
    with tempfile.TemporaryDirectory(prefix="kubernetes-") as folder:
        place = data or Path(folder) / "cluster"
        try:
            yield Kube(sandbox.start(place, HERE.bin)[0])
        finally:
            sandbox.stop(place)


@pytest.fixture(scope="module")
def kube() -> Iterator[Kube]:
    """A cluster for all tests of a module."""
    with cluster() as running:
        yield running
