"""Runs a small platform with tenants that have workers, and queries the cluster about them."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from blueprint.values.names import TASK_POD
from blueprint.values.tenant.queue import FRACTION
from tests.live.platform.site import Site, local_chart
from tests.sandbox.kubernetes.cluster import Kube

AGENT, GATEWAY = "clearml-enterprise-agent", "clearml-enterprise-app-gateway"
PLATFORM = {"clearml", "redis-shared"}
"""Namespaces of the platform itself."""
HALF, QUARTER = "nvidia.com/mig-3g.20gb", "nvidia.com/mig-2g.10gb"
"""MIG profiles of a half and a quarter of an A100-40GB (NVIDIA's MIG user guide)."""
CLUSTER_WIDE = ("namespaces", "clusterroles", "clusterrolebindings", "customresourcedefinitions", "persistentvolumes")
Object = dict[str, Any]


class TenantSite(Site):
    """A server, a shared Redis and workers; the cluster's GPU nodes are in MIG mode and stay unchanged."""

    def __init__(self, folder: Path, api: str, kube: Kube) -> None:
        super().__init__(folder, api, kube)
        kube.gpu("gpu-a100-0").apply("mig-on")
        for name in (AGENT, GATEWAY):
            self.chart(name)

    def whole(self) -> dict[str, object]:
        """Settings of a platform that starts quickly."""
        known = super().whole()
        return {
            **{key: known[key] for key in ("clearml:cluster", "clearml:controlPlane", "clearml:redis")},
            "clearml:gpu": {"operator": None, "cdmo": None},
            "clearml:workers": {
                "agent": {"chart": local_chart(AGENT)},
                "gateway": {"chart": local_chart(GATEWAY)},
                "card": "A100-40GB",
            },
        }

    def three(self) -> None:
        """Write three tenants: one with everything, one with session ports, one with a small quota."""
        self.acme()
        self.write("globex", workers={"queues": {"default": {"fraction": 0.25}}, "sessions": sessions(0)})
        quota = {"gpuUnits": 0.5, "pods": 2}
        self.write("initech", workers={"quota": quota, "queues": {"default": {"fraction": 0.25}}})

    def acme(self, host: str = "acme.apps.clearml.example", units: float = 3, **keys: Any) -> None:
        """Write the tenant with everything; `keys` are further ones of its file, its queues `keys["queues"]`."""
        queues = keys.pop("queues", {"default": {"fraction": 0.5, "maxPods": 2}, "cpu": {"gpu": "none"}})
        quota = {"gpuUnits": units, "pods": 24, "cpu": 64, "memory": "256Gi"}
        self.write("acme", workers={"quota": quota, "queues": queues, "gateway": {"host": host}}, **keys)

    def workers(self, slug: str) -> "Workers":
        """The workers of a tenant in the cluster."""
        return Workers(self.kube, slug)

    def cluster_wide(self) -> set[tuple[str, str]]:
        """Kind and name of every cluster-wide object."""
        return {(kind, one["metadata"]["name"]) for kind in CLUSTER_WIDE for one in self.kube.get(kind)}


@dataclass(frozen=True)
class Workers:
    """A tenant's namespace."""

    kube: Kube
    namespace: str

    def ready(self) -> dict[str, int]:
        """Per Deployment: the number of ready pods."""
        found = self.kube.get("deployments", self.namespace)
        return {one["metadata"]["name"]: one["status"].get("readyReplicas", 0) for one in found}

    def pods(self) -> dict[str, str]:
        """Per pod name: its unique id."""
        found = self.kube.get("pods", self.namespace)
        return {one["metadata"]["name"]: one["metadata"]["uid"] for one in found}

    def pods_of(self, release: str) -> set[str]:
        """Unique ids of a release's pods."""
        return {uid for name, uid in self.pods().items() if name.startswith(release)}

    def hard(self) -> Mapping[str, str]:
        """The quota's limits."""
        [quota] = self.kube.get("resourcequotas", self.namespace)
        return dict(quota["spec"]["hard"])

    def secret(self, name: str) -> dict[str, str]:
        """Content of a Secret."""
        [found] = [one for one in self.kube.get("secrets", self.namespace) if one["metadata"]["name"] == name]
        return {key: base64.b64decode(value).decode() for key, value in found["data"].items()}

    def queues(self) -> dict[str, Object]:
        """Per queue: the pod template of its tasks, as the chart mounts it into the agent."""
        maps = {one["metadata"]["name"]: one["data"] for one in self.kube.get("configmaps", self.namespace)}
        return dict(YAML(typ="safe").load(maps[f"{AGENT}-pt"]["template.yaml"]))

    def task(self, name: str, queue: str, asking: str | None = None) -> str:
        """Start a task's pod as the agent does, or one that requests another resource; return the API's answer."""
        pod = self.queues()[queue]
        pod["metadata"] |= {"name": name, "labels": pod["metadata"].get("labels", {}) | {TASK_POD: name}}
        container = pod["spec"]["containers"][0]
        container |= {"name": "task", "image": "python:3.9"}
        # The agent removes it and uses it for its reports (clearml-agent, helper/resource_monitor.py).
        container.get("resources", {}).get("limits", {}).pop(FRACTION, None)
        if asking is not None:
            container["resources"] = {"limits": {asking: 1}}
        return self.kube.kubectl("create", "-f", "-", stdin=json.dumps({"kind": "Pod", **pod}), check=False)

    def node(self, pod: str) -> str:
        """The node on which a pod runs, once it does."""
        where = ("--namespace", self.namespace)
        self.kube.kubectl(*where, "wait", f"pod/{pod}", "--for=jsonpath={.status.phase}=Running", "--timeout=30s")
        return self.kube.kubectl(*where, "get", "pod", pod, "--output=jsonpath={.spec.nodeName}")


def sessions(slot: int) -> Object:
    """Ten ports of the cluster for interactive sessions."""
    return {"slot": slot, "address": "203.0.113.10"}
