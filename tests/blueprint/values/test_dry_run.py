"""A real API server takes every manifest, and refuses what the levels of the namespaces are meant to keep out."""

import json
from pathlib import Path
from typing import Any

import pytest

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.registry import docker_config
from blueprint.values.names import REGISTRY
from blueprint.values.platform import clearml_enterprise
from blueprint.values.platform.namespaces import platform_namespaces
from blueprint.values.platform.network_policies import policies
from blueprint.values.tenant import agent
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant.queue import FRACTION
from blueprint.values.tenant.site import TenantSite
from tests.blueprint.values import golden_tenants
from tests.blueprint.values.golden_platforms import ARCHIVE, SETS, platform
from tests.sandbox.kubernetes.cluster import Kube, kube

__all__ = ["kube"]
pytestmark = pytest.mark.engine

CRD = Path(__file__).parent / "cilium_crd.yaml"
UNDER = {"apiVersion": "v1", "kind": "List"}


@pytest.fixture(autouse=True)
def the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ARCHIVE).touch()
    monkeypatch.chdir(tmp_path)


@pytest.fixture(params=SETS)
def settings(request: pytest.FixtureRequest, kube: Kube, the_archive: None) -> PlatformSettings:
    """A platform whose namespaces are there."""
    made = platform(request.param)
    apply(kube, *platform_namespaces(made).values())
    return made


def apply(kube: Kube, *manifests: Any, dry: bool = False) -> str:
    """Apply, or only ask what would come of it."""
    asked = ("--dry-run=server",) if dry else ()
    return kube.kubectl(
        "apply", "--server-side", *asked, "-f", "-", stdin=json.dumps({**UNDER, "items": manifests}), check=False
    )


def pod(namespace: str, **container: Any) -> dict[str, Any]:
    """The least that is a pod."""
    metadata = {"name": "probe", "namespace": namespace}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {"containers": [{"name": "probe", "image": "example.com/probe:1", **container}]},
    }


def test_every_manifest_passes(kube: Kube, settings: PlatformSettings) -> None:
    made = [*platform_namespaces(settings).values(), *(one for some in policies(settings).values() for one in some)]

    answers = apply(kube, *made, dry=True).splitlines()

    assert len(answers) == len(made) > 10
    assert all(line.endswith(("(server dry run)", "unchanged (server dry run)")) for line in answers), answers


def test_a_container_takes_the_servers_environment(kube: Kube, settings: PlatformSettings) -> None:
    assert settings.control_plane is not None
    env = clearml_enterprise.values(settings, "x")["apiserver"]["extraEnvs"]

    made = json.loads(
        kube.kubectl(
            *("create", "--dry-run=server", "--output=json", "-f", "-"),
            stdin=json.dumps(pod("default", env=env)),
        )
    )

    assert made["spec"]["containers"][0]["env"] == env


def test_a_pull_secret_is_one(kube: Kube, settings: PlatformSettings) -> None:
    assert settings.control_plane is not None
    secret = {
        "apiVersion": "v1",
        "kind": "Secret",
        "type": "kubernetes.io/dockerconfigjson",
        "metadata": {"name": REGISTRY, "namespace": settings.control_plane.namespace},
        "stringData": {".dockerconfigjson": docker_config("docker.io", "someone", "a-token")},
    }

    assert apply(kube, secret, dry=True).endswith("serverside-applied (server dry run)\n")


@pytest.fixture(params=golden_tenants.SETS)
def place(request: pytest.FixtureRequest, kube: Kube, the_archive: None) -> TenantSite:
    """A tenant whose namespace is there, in a cluster with Cilium's kind of policy."""
    kube.kubectl("apply", "-f", str(CRD))
    kube.kubectl("wait", "--for=condition=Established", "crd/ciliumnetworkpolicies.cilium.io", "--timeout=30s")
    made = golden_tenants.site(request.param)
    apply(kube, tenant_namespace.namespace(made))
    return made


def test_every_manifest_of_a_tenant_passes(kube: Kube, place: TenantSite) -> None:
    made = golden_tenants.manifests(place)

    answers = apply(kube, *made, dry=True).splitlines()

    assert len(answers) == len(made) > 2
    assert all(line.endswith("(server dry run)") for line in answers), answers


def test_tasks_of_every_queue_are_pods(kube: Kube, place: TenantSite) -> None:
    """As the agent makes them of a queue's template: what it only reports by is taken out of the limits.

    Not even a warning may come back: the agent takes any for an error, and fails the task.
    """
    queues = agent.values(place, "x", golden_tenants.AGENT_PAIR)["agentk8sglue"]["queues"]
    for queue in queues.values():
        template = queue["templateOverrides"]
        limits = {key: one for key, one in template.get("resources", {}).get("limits", {}).items() if key != FRACTION}
        task = pod(place.namespace, resources={"limits": limits})
        task["metadata"]["labels"] = template["labels"]
        task["spec"] |= {key: template[key] for key in ("nodeSelector", "tolerations") if key in template}

        assert apply(kube, task, dry=True) == "pod/probe serverside-applied (server dry run)\n"
    assert queues


def test_the_levels_keep_out_what_they_should(kube: Kube, settings: PlatformSettings) -> None:
    privileged = {"securityContext": {"privileged": True}}
    spaces = {part: one["metadata"]["name"] for part, one in platform_namespaces(settings).items()}
    answers = {part: apply(kube, pod(space, **privileged), dry=True) for part, space in spaces.items()}

    refused = {part for part, answer in answers.items() if "violates PodSecurity" in answer}
    control_plane = settings.control_plane
    assert control_plane is not None
    of_server = {"control-plane"} if control_plane.pod_security == "privileged" else set()
    opened = {part for part in spaces if part in {"gpu-operator", "cdmo"} | of_server}

    assert refused == set(spaces) - opened
    assert all("serverside-applied" in answers[part] for part in opened)
