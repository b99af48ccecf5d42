"""GPUs under `pulumi up`: MIG mode and label follow the settings, in an order that disturbs no task."""

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.live.platform.gpus import AMPERE, CARDS, HOPPER, LABEL, OFF, ON, PENDING, GpuSite, label, mode
from tests.live.platform.site import only_updates
from tests.live.tenants.run import Run
from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

OPERATOR, CDMO = ("Release", "gpu-operator"), ("Release", "cdmo")
WORKER = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "clearml-id-1", "namespace": "default"},
    "spec": {
        "nodeSelector": {"kubernetes.io/hostname": AMPERE},
        "tolerations": [{"operator": "Exists"}],
        "containers": [
            {"name": "task", "image": "sandbox/any:1", "resources": {"limits": {"nvidia.com/mig-3g.20gb": "1"}}}
        ],
    },
}
"""A tenant's task that holds half a GPU."""


@pytest.fixture(scope="module")
def shared(blank: Path, tmp_path_factory: pytest.TempPathFactory, kube: Kube) -> Iterator[GpuSite]:
    """One stack for this module; every test sets it up from any state."""
    folder = tmp_path_factory.mktemp("gpus") / "stack"
    shutil.copytree(blank, folder, symlinks=True, ignore=shutil.ignore_patterns("home"))
    made = GpuSite(folder, kube)
    yield made
    made.destroy().succeeded()


@pytest.fixture
def site(shared: GpuSite) -> Iterator[GpuSite]:
    """That stack; after the test it has no nodes, and the GPUs are in their factory state."""
    yield shared
    shared.nodes(keepMigOnRemoval=False, pools={})
    if "commands.mig" in shared.export():
        shared.up().succeeded()
    shared.new_gpus()


def test_mig_mode_from_creation_through_reboots_to_removal(site: GpuSite) -> None:
    kube, before = site.kube, site.labels()
    kube.kubectl("label", "node", AMPERE, "acme.example/rack=7", f"{LABEL}=mig")  # by hand, as in the guide
    site.nodes(AMPERE, HOPPER)
    up = site.up().succeeded()
    for node in (AMPERE, HOPPER):
        assert up.in_order("create", [OPERATOR, CDMO, mode(node), label(node)])
        assert site.modes(node) == ON
    assert site.labelled() == {AMPERE, HOPPER}
    assert site.outputs()["platform"]["gpu"] == {
        "nodes": {AMPERE: "A100-40GB", HOPPER: "H100-80GB"},
        "profiles": {
            "A100-40GB": {
                "1": "nvidia.com/mig-7g.40gb",
                "0.5": "nvidia.com/mig-3g.20gb",
                "0.25": "nvidia.com/mig-2g.10gb",
            },
            "H100-80GB": {
                "1": "nvidia.com/mig-7g.80gb",
                "0.5": "nvidia.com/mig-3g.40gb",
                "0.25": "nvidia.com/mig-2g.20gb",
            },
        },
    }
    assert site.preview().succeeded().steps == set()

    for node in (AMPERE, HOPPER):
        kube.gpu(node).apply("rebooted")
    assert (site.modes(AMPERE), site.modes(HOPPER)) == (ON, OFF)
    assert only_updates(site.preview().succeeded()) == {mode(HOPPER)}
    assert only_updates(site.up().succeeded()) == {mode(HOPPER)}
    assert site.modes(HOPPER) == ON
    assert site.preview().succeeded().steps == set()

    for node in (AMPERE, HOPPER):
        kube.gpu(node).apply("driver-reloaded")
    assert (site.modes(AMPERE), site.modes(HOPPER)) == (ON, OFF)
    preview = site.preview().succeeded()
    assert only_updates(preview) == {mode(HOPPER)}
    assert f"node {HOPPER}: GPUs have left MIG mode: nvidia.com/gpu is 2 on the node, 0 with" in preview.messages()
    assert only_updates(site.up().succeeded()) == {mode(HOPPER)}
    assert site.modes(HOPPER) == ON
    assert site.preview().succeeded().steps == set()

    kube.gpu(AMPERE).apply("instances")
    site.nodes(HOPPER)
    out = site.up().succeeded()
    assert out.steps == {("delete", *label(AMPERE)), ("delete", *mode(AMPERE))}
    assert out.in_order("delete", [label(AMPERE), mode(AMPERE)])
    assert site.labels()[AMPERE] == before[AMPERE] | {"acme.example/rack": "7"}
    assert (site.modes(AMPERE), _instances(site, AMPERE)) == (OFF, 0)

    kube.kubectl("label", "node", AMPERE, "acme.example/rack-")
    destroyed = site.destroy().succeeded()
    assert destroyed.in_order("delete", [label(HOPPER), mode(HOPPER), CDMO, OPERATOR])
    assert (site.modes(HOPPER), site.labels(), site.namespaces()) == (OFF, before, set())
    assert "pulumi" not in kube.kubectl("get", "nodes", "--output", "json", "--show-managed-fields")


def test_a_node_that_is_not_in_mig_mode_gets_no_label_until_it_is(site: GpuSite) -> None:
    kube = site.kube
    kube.gpu(AMPERE).apply("pending")
    kube.gpu(HOPPER).apply("unsupported")
    site.nodes(AMPERE, HOPPER)
    failed = site.up().failed()
    assert _line(failed, AMPERE) == (
        f"node {AMPERE}: GPU 0 (NVIDIA A100-SXM4-40GB) is waiting for a reset (not supported), "
        f"GPU 1 (NVIDIA A100-SXM4-40GB) is waiting for a reset (not supported): "
        f"reboot node {AMPERE}, then run `pulumi up` again"
    )
    assert "cannot do MIG" in _line(failed, HOPPER)
    assert (site.modes(AMPERE), site.modes(HOPPER), site.labelled()) == (PENDING, OFF, set())

    kube.gpu(AMPERE).apply("rebooted")
    kube.gpu(HOPPER).apply("in-use")
    failed = site.up().failed()
    assert "is in use by /usr/bin/nv-hostengine (pid 4711): free the GPU: " in _line(failed, HOPPER)
    assert "reboot" not in _line(failed, HOPPER)
    assert not _is_disturbed(kube, HOPPER)
    assert site.modes(AMPERE) == ON
    assert site.labelled() <= {AMPERE}

    kube.gpu(HOPPER).apply("free")
    up = site.up().succeeded()
    # This run also completes the steps that the failed runs did not reach.
    assert up.steps >= {("create", *mode(HOPPER)), ("create", *label(HOPPER))}
    assert ("create", *mode(AMPERE)) not in up.steps
    assert (site.modes(HOPPER), site.labelled()) == (ON, {AMPERE, HOPPER})


def test_workers_keep_their_node_and_a_lost_node_blocks_no_run(site: GpuSite) -> None:
    kube = site.kube
    site.nodes(AMPERE, HOPPER)
    site.up().succeeded()
    kube.kubectl("apply", "-f", "-", stdin=json.dumps(WORKER))
    _until_placed(kube)
    site.nodes(HOPPER)
    failed = site.up().failed()
    kubectl = f"kubectl --context {kube.context}"
    assert _line(failed, AMPERE) == (
        f"node {AMPERE}: MIG stays on, pods hold its GPUs: default/clearml-id-1; wait until they end after "
        f"`{kubectl} cordon {AMPERE}`, or end them by "
        f"`{kubectl} drain {AMPERE} --ignore-daemonsets --delete-emptydir-data --force`; then run Pulumi again, and "
        f"`{kubectl} uncordon {AMPERE}`"
    )
    assert (site.modes(AMPERE), site.labelled()) == (ON, {AMPERE, HOPPER})

    kube.kubectl("delete", "pod", "clearml-id-1", "--wait=false")
    lost = next(one for one in kube.get("nodes") if one["metadata"]["name"] == HOPPER)
    kube.kubectl("delete", "node", HOPPER)
    site.nodes()
    up = site.up().succeeded()
    assert HOPPER not in site.labels()
    _bring_back(kube, lost)
    assert up.steps >= {("delete", *mode(AMPERE)), ("delete", *mode(HOPPER)), ("delete", *label(HOPPER))}
    assert (site.modes(AMPERE), site.labelled()) == (OFF, set())


def test_a_lost_node_is_left_out_until_it_is_back(site: GpuSite) -> None:
    kube = site.kube
    site.nodes(AMPERE, HOPPER)
    site.up().succeeded()
    lost = next(one for one in kube.get("nodes") if one["metadata"]["name"] == HOPPER)
    kube.kubectl("delete", "node", HOPPER)
    try:
        preview = site.preview().succeeded()
        assert preview.steps == {("delete", *mode(HOPPER)), ("delete", *label(HOPPER))}
        assert f"clearml:gpu.nodes.{HOPPER}: the cluster has no such node, so it is left out" in preview.messages()
        site.gpu(nodes={name: {"card": card, "gpus": [0]} for name, card in CARDS.items()})
        assert ("update", *mode(AMPERE)) in site.up().succeeded().steps
        assert site.modes(AMPERE) == [(True, True), (False, False)]
        assert set(site.outputs()["platform"]["gpu"]["nodes"]) == {AMPERE}
    finally:
        _bring_back(kube, lost)
        kube.gpu(HOPPER).apply("rebooted")
    up = site.up().succeeded()
    assert up.steps == {("create", *mode(HOPPER)), ("create", *label(HOPPER))}
    assert site.modes(HOPPER) == [(True, True), (False, False)]


def test_a_pool_grows_and_shrinks(site: GpuSite) -> None:
    kube, pool = site.kube, "acme.example/pool"
    site.pools(h100={"selector": {pool: "h100"}, "card": "H100-80GB", "gpus": [0, 1]})
    up = site.up().succeeded()
    assert f"clearml:gpu.pools.h100: no node has the labels {pool}=h100" in up.messages()
    kube.kubectl("label", "node", AMPERE, HOPPER, f"{pool}=h100")
    up = site.up().succeeded()
    assert up.steps == {("create", *mode(HOPPER)), ("create", *label(HOPPER))}
    assert f"node {AMPERE} of a pool in clearml:gpu.pools: the node's card is NVIDIA-A100-SXM4-40GB" in up.messages()
    assert (site.modes(HOPPER), site.modes(AMPERE)) == (ON, OFF)
    assert site.outputs()["platform"]["gpu"]["nodes"] == {HOPPER: "H100-80GB"}
    assert site.preview().succeeded().steps == set()

    kube.kubectl("label", "node", AMPERE, HOPPER, f"{pool}-")
    assert site.up().succeeded().steps == {("delete", *mode(HOPPER)), ("delete", *label(HOPPER))}
    assert (site.modes(HOPPER), site.labelled()) == (OFF, set())


def test_gpus_leave_mig_mode_with_the_settings_unless_kept(site: GpuSite) -> None:
    site.nodes(HOPPER)
    site.up().succeeded()
    site.kube.gpu(HOPPER).apply("instances")
    site.gpu(nodes={HOPPER: {"card": "H100-80GB", "gpus": [0]}})
    assert only_updates(site.up().succeeded()) == {mode(HOPPER)}
    assert site.modes(HOPPER) == [(True, True), (False, False)]
    assert (_instances(site, HOPPER), site.labelled()) == (2, {HOPPER})

    site.gpu(keepMigOnRemoval=True)
    assert only_updates(site.up().succeeded()) == {mode(HOPPER)}
    site.nodes()
    site.up().succeeded()
    assert site.modes(HOPPER) == [(True, True), (False, False)]
    assert (_instances(site, HOPPER), site.labelled()) == (2, set())


def _line(run: Run, node: str) -> str:
    """The command's message about a node: one line, below the plugin's line that names the program."""
    (found,) = [problem for problem in run.problems() if node in problem]
    _, line = found.splitlines()
    return line


def _is_disturbed(kube: Kube, name: str) -> bool:
    """Whether a change of MIG mode left the node cordoned, or clients of its GPUs paused."""
    node = next(one for one in kube.get("nodes") if one["metadata"]["name"] == name)
    return "unschedulable" in node["spec"] or "mig-change" in json.dumps(node["metadata"]["labels"])


def _instances(site: GpuSite, node: str) -> int:
    return sum(len(gpu.instances) for gpu in site.kube.gpu(node).gpus().gpus)


def _until_placed(kube: Kube) -> None:
    deadline = time.monotonic() + 30
    while not any(pod["spec"].get("nodeName") for pod in kube.get("pods", "default")):
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _bring_back(kube: Kube, node: dict[str, Any]) -> None:
    """Register a node again, as a kubelet does after a repair."""
    metadata = {key: node["metadata"][key] for key in ("name", "labels", "annotations")}
    metadata["labels"] = {key: value for key, value in metadata["labels"].items() if key != LABEL}
    spec = {"taints": node["spec"].get("taints", [])}
    again = {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": spec, "status": node["status"]}
    kube.kubectl("create", "-f", "-", stdin=json.dumps(again))
