"""The real API server judges images, storage classes and storage of a tenant, and serves Cilium's kind of policy."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from blueprint.plan.images import allowed, full_name
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.values.tenant import admission
from blueprint.values.tenant import namespace as tenant_namespace
from components.cluster.policy_kind import has_cilium
from components.shared.kubectl import Kubectl
from tests.blueprint.values import golden_tenants
from tests.sandbox.kubernetes.cluster import Kube, kube

__all__ = ["kube"]
CRD = Path(__file__).parent / "cilium_crd.yaml"
TASK, AGENT = "system:serviceaccount:acme:clearml-agent", "system:serviceaccount:kube-system:replicaset-controller"
SOLVER, VOLUMES = "system:serviceaccount:cert-manager:cert-manager", admission.EPHEMERAL_VOLUMES
PLACED: dict[str, Any] = {"nodeSelector": {"example.com/tenant": "acme"}, "runtimeClassName": "gvisor"}
IMAGES = {
    "registry.example/team/image:1": True,
    "registry.example/team/image@sha256:" + "0" * 64: True,
    "registry.example:5000/team/image": False,
    "registry.example.evil/team/image": False,
    "docker.io/clearml/agent:1": True,
    "clearml/agent": True,
    "clearml-evil/agent": False,
    "docker.io/clearmlx/agent": False,
    "python:3.12": False,
    "docker.io/library/python": False,
    "Registry.example/team/image": False,
    "localhost/image": False,
}


@pytest.mark.parametrize(("image", "verdict"), IMAGES.items())
def test_images_are_known_by_their_full_names(image: str, verdict: bool) -> None:
    assert allowed(image, ["registry.example", "docker.io/clearml"]) is verdict


def test_a_repository_is_allowed_with_its_tags_alone() -> None:
    sources = ["library/python", "localhost:5000/a"]
    names = ["python", "python:3", "pythonx", "library/python/x", "localhost:5000/a:1", "localhost:5000/ab"]
    assert [allowed(name, sources) for name in names] == [True, True, False, True, True, False]
    assert full_name("a/b") == "docker.io/a/b"


@dataclass(frozen=True)
class Api(Kubectl):
    """The cluster of a test, by its own kubectl."""

    cluster: ClusterSettings = field(default_factory=lambda: ClusterSettings(context="test"))
    kube: Kube | None = None

    async def run(self, *argv: str, stdin: str | None = None, seconds: int = 30) -> str:
        assert self.kube is not None
        return self.kube.kubectl(*argv)


@pytest.fixture(scope="module")
def tenant(kube: Kube) -> Kube:
    """The cluster with the namespace and the guards of the golden tenant `restricted`, and Cilium's kind."""
    assert not asyncio.run(has_cilium(Api(kube=kube)))
    kube.kubectl("apply", "-f", str(CRD))
    kube.kubectl("wait", "--for=condition=Established", "crd/ciliumnetworkpolicies.cilium.io", "--timeout=30s")
    place = golden_tenants.site("restricted")
    apply(kube, tenant_namespace.namespace(place))
    runtime = {"metadata": {"name": "gvisor"}, "handler": "runsc"}
    apply(kube, {"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", **runtime})
    apply(kube, *golden_tenants.manifests(place))
    # The API server reads new policies about once per second.
    deadline = time.monotonic() + 30
    while "must come from" not in create(kube, pod("evil.example/x"), TASK):
        assert time.monotonic() < deadline
    return kube


def apply(kube: Kube, *manifests: Any) -> str:
    stdin = json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests})
    return kube.kubectl("apply", "--server-side", "-f", "-", stdin=stdin)


def create(kube: Kube, manifest: Any, user: str) -> str:
    """What the API server says of a creation by this user."""
    argv = ("create", "--dry-run=server", "-f", "-", "--as", user, "--as-group", "system:masters")
    return kube.kubectl(*argv, stdin=json.dumps(manifest), check=False)


def pod(image: str, **spec: Any) -> dict[str, Any]:
    whole = {"containers": [{"name": "task", "image": image}], **PLACED, **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "task", "namespace": "acme"}, "spec": whole}


def claim(storage_class: str | None, size: str = "1Gi") -> dict[str, Any]:
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}}
    chosen = {} if storage_class is None else {"storageClassName": storage_class}
    metadata = {"name": "data", "namespace": "acme"}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": {**spec, **chosen}}


@pytest.mark.engine
def test_cilium_is_found(tenant: Kube) -> None:
    assert asyncio.run(has_cilium(Api(kube=tenant)))
    assert len(tenant.get("ciliumnetworkpolicies", "acme")) == 5


@pytest.mark.engine
@pytest.mark.parametrize(("image", "verdict"), IMAGES.items())
def test_images(tenant: Kube, image: str, verdict: bool) -> None:
    for user in (TASK, "ada@acme.example"):
        assert ("created" in create(tenant, pod(image), user)) is verdict


@pytest.mark.engine
def test_every_kind_of_container_and_image_volume_counts(tenant: Kube) -> None:
    good, evil = "registry.example/a", "evil.example/a"
    hidden: list[dict[str, Any]] = [
        {"initContainers": [{"name": "first", "image": evil}]},
        {"volumes": [{"name": "data", "image": {"reference": evil}}]},
    ]

    for spec in hidden:
        assert "must come from" in create(tenant, pod(good, **spec), TASK)
    assert "created" in create(tenant, pod(good, initContainers=[{"name": "first", "image": good}]), TASK)


@pytest.mark.engine
def test_pods_of_the_operator_and_of_cert_manager_are_exempt(tenant: Kube) -> None:
    for user in (AGENT, SOLVER):
        assert "created" in create(tenant, pod("evil.example/a"), user)


@pytest.mark.engine
@pytest.mark.parametrize("user", [TASK, VOLUMES])
def test_storage_classes(tenant: Kube, user: str) -> None:
    assert "created" in create(tenant, claim("fast"), user)
    for other in ("other", "", None):
        assert "storage classes: fast, slow" in create(tenant, claim(other), user)
    assert "created" in create(tenant, claim("other"), "system:serviceaccount:kube-system:statefulset-controller")


@pytest.mark.engine
def test_storage_counts(tenant: Kube) -> None:
    assert "exceeded quota" in create(tenant, claim("fast", "101Gi"), TASK)
    assert "exceeded quota" in create(tenant, claim("slow", "2Ti"), TASK)
    assert "created" in create(tenant, claim("slow", "200Gi"), TASK)


@pytest.mark.engine
def test_a_tenants_own_pods_stay_on_its_nodes_and_in_its_runtime(tenant: Kube) -> None:
    image = "registry.example/a"
    elsewhere: list[dict[str, Any]] = [
        {"runtimeClassName": None},
        {"nodeSelector": None},
        {"nodeSelector": {"example.com/tenant": "globex"}},
        {"nodeSelector": {"other": "acme"}},
    ]

    for spec in elsewhere:
        assert "pods of the tenant must have" in create(tenant, pod(image, **spec), TASK)
    assert "created" in create(tenant, pod(image, nodeSelector={**PLACED["nodeSelector"], "size": "large"}), TASK)
    assert "created" in create(tenant, pod(image, nodeSelector=None, runtimeClassName=None), AGENT)
