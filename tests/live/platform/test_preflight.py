"""A cluster that differs from the settings: each problem is one line, and nothing is created."""

import os
import shutil
from pathlib import Path

import pytest

from tests.live.platform.gpus import AMPERE, HOPPER, GpuSite
from tests.live.tenants.run import Run
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

OURS, OTHERS = "clearml-platform/stack=clearml-platform.test", "clearml-platform/stack=clearml-platform.prod"
NEW_NODES = """
apiVersion: v1
kind: Node
metadata: {name: gpu-new}
---
apiVersion: v1
kind: Node
metadata: {name: gpu-seen, labels: {feature.node.kubernetes.io/pci-0302_10de.present: "true"}}
"""


@pytest.fixture
def site(blank: Path, tmp_path: Path, kube: Kube) -> GpuSite:
    """A stack without resources."""
    folder = tmp_path / "stack"
    shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
    return GpuSite(folder, kube)


def test_all_nodes_are_checked_against_the_cluster_before_anything_is_made(site: GpuSite) -> None:
    a100 = {"card": "A100-40GB"}
    site.gpu(nodes={"gpu-9": a100, "cpu-0": a100, HOPPER: a100, AMPERE: a100})
    assert _problems(site.up()) == [
        "clearml:gpu.nodes.cpu-0: the node has no GPU (no label nvidia.com/gpu.present=true): remove the entry",
        f"clearml:gpu.nodes.{HOPPER}: the node's card is NVIDIA-H100-80GB-HBM3, not A100-40GB: set card to H100-80GB",
    ]
    assert site.namespaces() == set()
    assert '"kubernetes:' not in site.export()


def test_a_node_that_the_operator_has_not_looked_at_yet_may_have_gpus(site: GpuSite) -> None:
    site.kube.kubectl("create", "-f", "-", stdin=NEW_NODES)
    try:
        site.gpu(nodes={name: {"card": "A100-40GB"} for name in ("gpu-new", "gpu-seen")})
        steps = site.preview().succeeded().steps
        assert {("create", "NodePatch", "gpu-new"), ("create", "NodePatch", "gpu-seen")} <= steps
    finally:
        site.kube.kubectl("delete", "node", "gpu-new", "gpu-seen")


def test_a_namespace_of_another_owner_is_not_touched_until_its_label_allows_it(site: GpuSite) -> None:
    kube = site.kube
    for name in ("gpu-operator", "cdmo"):
        kube.kubectl("create", "namespace", name)
    kube.kubectl("label", "namespace", "cdmo", OTHERS)
    problems = _problems(site.preview())
    for problem, name, label in zip(problems, ("cdmo", "gpu-operator"), (OTHERS, "no label"), strict=True):
        assert problem.startswith(f"namespace {name} exists and does not belong to this stack ({label}")
        assert problem.endswith(f"kubectl label namespace {name} --overwrite {OURS}")
    for problem in problems:
        kube.kubectl(*problem.rpartition("kubectl ")[2].split())
    site.up().succeeded()
    site.destroy().succeeded()
    assert site.namespaces() == set()


def test_a_context_that_the_kubeconfig_does_not_have(site: GpuSite) -> None:
    (problem,) = _problems(site.preview(CLEARML_KUBE_CONTEXT="elsewhere"))
    assert problem.startswith("clearml:cluster: cannot inspect the cluster of context elsewhere: ")
    assert "context was not found" in problem


def test_a_cluster_that_does_not_answer(site: GpuSite) -> None:
    nowhere = site.folder / "kubeconfig"
    view = "jsonpath={.clusters[0].cluster.server}"
    server = site.kube.kubectl("config", "view", "--minify", "--output", view).strip()
    nowhere.write_text(site.kube.kubeconfig.read_text().replace(server, "https://127.0.0.1:9"))
    (problem,) = _problems(site.preview(KUBECONFIG=str(nowhere)))
    assert problem.startswith(f"clearml:cluster: cannot inspect the cluster of context {site.kube.context}: ")
    assert "127.0.0.1:9 was refused" in problem


def test_a_machine_without_kubectl(site: GpuSite) -> None:
    (problem,) = _problems(site.preview(PATH=_path_without("kubectl", site.folder / "bin")))
    context = site.kube.context
    expected = f"clearml:cluster: cannot inspect the cluster of context {context}: kubectl is not on PATH: install it"
    assert problem == expected


def _problems(run: Run) -> list[str]:
    """The lines that the user sees, sorted, without the engine's closing line."""
    assert run.failed().steps == set()
    lines = [line for problem in run.problems() for line in problem.splitlines()]
    return sorted(line for line in lines if not line.startswith("an unhandled error occurred: program exited"))


def _path_without(program: str, folder: Path) -> str:
    """PATH without the folders that have the program; a last folder of links replaces their other programs."""
    folder.mkdir()
    places = [Path(place) for place in os.environ["PATH"].split(os.pathsep)]
    having = [place for place in places if (place / program).exists()]
    for found in (found for place in having for found in place.iterdir()):
        if found.name != program and not (folder / found.name).exists():
            (folder / found.name).symlink_to(found)
    return os.pathsep.join(str(place) for place in [*places, folder] if place not in having)
