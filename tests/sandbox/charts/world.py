"""A cluster with a small Pulumi program that installs charts into it, and queries of the result."""

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sandbox.charts.chart import FOLDER
from tests.live.tenants.run import Run
from tests.live.tenants.stack import ROOT, Project
from tests.sandbox.kubernetes.cluster import Kube
from tests.sandbox.kubernetes.plugins import link

Object = dict[str, Any]


@dataclass(frozen=True)
class Release:
    """One Helm release; `chart` is a folder or an archive, `timeout` is in seconds."""

    name: str
    namespace: str
    chart: str
    values: Object = field(default_factory=dict)
    timeout: int = 60

    @classmethod
    def of(cls, chart: str, name: str, namespace: str, timeout: int = 60, **values: Any) -> "Release":
        """A release of one of the stand-in charts."""
        return cls(name, namespace, str(FOLDER / chart), values, timeout)


class World:
    """The folder of the program and its cluster."""

    def __init__(self, folder: Path, kube: Kube) -> None:
        self.folder, self.kube = folder, kube
        shutil.copytree(Path(__file__).parent / "program", folder)
        (folder / ".venv").symlink_to(ROOT / ".venv")
        (folder / "state").mkdir()
        link(folder / "home")
        self.project = Project(folder, folder)
        self.project.environ["KUBECONFIG"] = str(kube.kubeconfig)
        self.project.pulumi("stack", "init")

    def up(self, releases: Sequence[Release]) -> Run:
        """Run `pulumi up` with exactly these releases."""
        self.declare(releases)
        return self.project.up()

    def declare(self, releases: Sequence[Release]) -> None:
        """Set the releases of the next runs."""
        (self.folder / "releases.json").write_text(json.dumps([asdict(release) for release in releases]))

    def apply(self, *manifests: Object) -> None:
        """Create or change objects outside the program."""
        self.kube.kubectl(
            "apply", "--filename", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests})
        )

    def get(self, namespace: str, kind: str, name: str) -> Object:
        """One object."""
        found: Object = json.loads(self.kube.kubectl("--namespace", namespace, "get", kind, name, "--output", "json"))
        return found

    def all(self, namespace: str, kind: str) -> list[Object]:
        """All objects of a kind in a namespace."""
        return self.kube.get(kind, namespace)

    def names(self, namespace: str, kind: str) -> set[str]:
        """The names of all objects of a kind in a namespace."""
        return {found["metadata"]["name"] for found in self.all(namespace, kind)}


def containers(workload: Object) -> Iterator[Object]:
    """The containers of a pod template."""
    yield from workload["spec"]["template"]["spec"]["containers"]


def environment(workload: Object) -> dict[str, Any]:
    """The first container's environment: each value, or the reference to a Secret."""
    entries = next(containers(workload)).get("env", [])
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in entries}


def ports(service: Object) -> set[int]:
    """The ports of a Service."""
    return {port["port"] for port in service["spec"]["ports"]}


def pod_labels(workload: Object) -> dict[str, str]:
    """The labels of a workload's pods."""
    return dict(workload["spec"]["template"]["metadata"]["labels"])


def secret(name: str, namespace: str, **keys: str) -> Object:
    """A Secret's manifest."""
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": keys}


def namespace(name: str) -> Object:
    """A Namespace's manifest."""
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
