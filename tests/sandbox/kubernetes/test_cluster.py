"""The sandbox cluster runs real Kubernetes: objects start, finish and are deleted as on any cluster."""

import json
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.sandbox.kubernetes.cluster import Kube

pytestmark = pytest.mark.engine

SECONDS = 30.0


@pytest.fixture
def namespace(kube: Kube, request: pytest.FixtureRequest) -> Iterator[str]:
    """A namespace for one test; it is deleted afterwards without waiting."""
    name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:60].strip("-")
    kube.kubectl("create", "namespace", name)
    yield name
    kube.kubectl("delete", "namespace", name, "--wait=false", "--ignore-not-found")


def _apply(kube: Kube, namespace: str, *objects: dict[str, Any]) -> None:
    content = {"apiVersion": "v1", "kind": "List", "items": objects}
    kube.kubectl("apply", "--namespace", namespace, "--filename", "-", stdin=json.dumps(content))


def _pods(image: str = "app:1", **spec: Any) -> dict[str, Any]:
    return {
        "metadata": {"labels": {"app": "app"}, "annotations": spec.pop("annotations", {})},
        "spec": {"containers": [{"name": "app", "image": image}], **spec},
    }


def _deployment(**pods: Any) -> dict[str, Any]:
    spec = {"replicas": 2, "selector": {"matchLabels": {"app": "app"}}, "template": _pods(**pods)}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "app"}, "spec": spec}


def _job(**pods: Any) -> dict[str, Any]:
    spec = {"backoffLimit": 0, "template": _pods(restartPolicy="Never", **pods)}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "job"}, "spec": spec}


def _claim(name: str = "data") -> dict[str, Any]:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": spec}


def _wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert condition()


def test_the_nodes_are_ready_and_look_like_gpu_nodes(kube: Kube) -> None:
    nodes = {node["metadata"]["name"]: node for node in kube.get("nodes")}
    assert set(nodes) == {"control-0", "cpu-0", "gpu-a100-0", "gpu-h100-0"}
    found = nodes["gpu-h100-0"]
    assert found["metadata"]["labels"]["nvidia.com/gpu.product"] == "NVIDIA-H100-80GB-HBM3"
    assert found["metadata"]["labels"]["nvidia.com/mig.capable"] == "true"
    assert found["status"]["allocatable"]["nvidia.com/gpu"] == "2"
    assert not any("mig" in name for name in found["status"]["allocatable"])
    assert [taint["effect"] for taint in nodes["control-0"]["spec"]["taints"]] == ["NoSchedule"]
    assert "nvidia.com/gpu" not in nodes["cpu-0"]["status"]["allocatable"]
    assert "feature.node.kubernetes.io/kernel-version.full" in nodes["cpu-0"]["metadata"]["labels"]


def test_a_deployment_with_a_volume_comes_up_on_a_worker(kube: Kube, namespace: str) -> None:
    volumes = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    init = [{"name": "init", "image": "init:1"}]
    _apply(kube, namespace, _claim(), _deployment(volumes=volumes, initContainers=init))
    kube.kubectl("rollout", "status", "deployment/app", "--namespace", namespace, "--timeout", "30s")
    assert {claim["status"]["phase"] for claim in kube.get("persistentvolumeclaims", namespace)} == {"Bound"}
    pods = kube.get("pods", namespace)
    assert "control-0" not in {pod["spec"]["nodeName"] for pod in pods}
    assert len({pod["status"]["podIP"] for pod in pods}) == 2


def test_a_volume_is_deleted_with_its_claim(kube: Kube, namespace: str) -> None:
    _apply(kube, namespace, _claim())
    _wait_for(lambda: any(volume["spec"]["claimRef"]["namespace"] == namespace for volume in kube.get("pv")))
    kube.kubectl("delete", "persistentvolumeclaim", "data", "--namespace", namespace)
    _wait_for(lambda: all(volume["spec"]["claimRef"]["namespace"] != namespace for volume in kube.get("pv")))


def test_load_balancers_and_ingresses_get_an_address(kube: Kube, namespace: str) -> None:
    service = {"type": "LoadBalancer", "selector": {"app": "app"}, "ports": [{"port": 80}]}
    backend = {"service": {"name": "web", "port": {"number": 80}}}
    paths = [{"path": "/", "pathType": "Prefix", "backend": backend}]
    ingress = {"ingressClassName": "nginx", "rules": [{"host": "acme.example", "http": {"paths": paths}}]}
    _apply(
        kube,
        namespace,
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": service},
        {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web"}, "spec": ingress},
    )
    for kind in ("service", "ingress"):
        kube.kubectl("wait", "--for=jsonpath={.status.loadBalancer.ingress[0].ip}", kind, "web", "-n", namespace)


@pytest.mark.parametrize(("code", "condition"), [("0", "Complete"), ("3", "Failed")])
def test_a_job_ends_as_its_annotation_requests(kube: Kube, namespace: str, code: str, condition: str) -> None:
    _apply(kube, namespace, _job(annotations={"sandbox/exit-code": code}))
    kube.kubectl("wait", f"--for=condition={condition}", "job/job", "--namespace", namespace, "--timeout", "30s")
    found = kube.get("pods", namespace)[0]["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"]
    assert found == int(code)


def test_an_image_that_is_missing_never_comes_up(kube: Kube, namespace: str) -> None:
    _apply(kube, namespace, _deployment(image="app:missing"))
    _wait_for(lambda: len([pod for pod in kube.get("pods", namespace) if "containerStatuses" in pod["status"]]) == 2)
    states = [pod["status"]["containerStatuses"][0]["state"] for pod in kube.get("pods", namespace)]
    assert {found["waiting"]["reason"] for found in states} == {"ImagePullBackOff"}
    assert kube.get("deployments", namespace)[0]["status"].get("availableReplicas", 0) == 0


def test_a_pod_that_requests_a_slice_is_scheduled_on_a_node_with_one(kube: Kube, namespace: str) -> None:
    kube.gpu("gpu-h100-0").apply("mig-on")
    node = next(one for one in kube.get("nodes") if one["metadata"]["name"] == "gpu-h100-0")
    allocatable = node["status"]["allocatable"]
    assert (allocatable["nvidia.com/gpu"], allocatable["nvidia.com/mig-1g.10gb.me"]) == ("0", "2")
    limits = {"limits": {"nvidia.com/mig-3g.40gb": "1"}}
    pod = {"containers": [{"name": "app", "image": "app:1", "resources": limits}]}
    _apply(kube, namespace, {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "task"}, "spec": pod})
    kube.kubectl("wait", "--for=condition=Ready", "pod/task", "--namespace", namespace, "--timeout", "30s")
    assert kube.get("pods", namespace)[0]["spec"]["nodeName"] == "gpu-h100-0"


def test_deleting_a_namespace_deletes_everything_in_it(kube: Kube, namespace: str) -> None:
    _apply(kube, namespace, _deployment(terminationGracePeriodSeconds=1), _claim())
    kube.kubectl("rollout", "status", "deployment/app", "--namespace", namespace, "--timeout", "30s")
    kube.kubectl("delete", "namespace", namespace, "--timeout", "30s")
    assert namespace not in {found["metadata"]["name"] for found in kube.get("namespaces")}


def test_invalid_objects_are_refused_by_the_api(kube: Kube) -> None:
    assert "unauthorized" in kube.kubectl("get", "nodes", "--token", "wrong", check=False).lower()
    assert "Tenant_A" in kube.kubectl("create", "namespace", "Tenant_A", check=False)
