"""A stack with a small platform (server, Redis, GPU operator, one node with MIG) and tenants with workers."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.modes import Mode
from bench.simulator import ROOT
from bench.stack import Stack
from bench.tenant import BenchTenant
from bench.workers.cluster import CONTEXT, BenchCluster

NODE, CARD = "gpu-a100-0", "A100-40GB"
"""A node of the sandbox. Without nodes in the settings, quotas limit the MIG profiles of every card in the catalog."""
DOMAIN = "clearml.example"
QUEUES: Mapping[str, Mapping[str, Any]] = {
    "default": {"fraction": 0.5, "maxPods": 6},
    "gpu-full": {"fraction": 1},
    "cpu": {"gpu": "none"},
}
"""Settings of the queues in bench.tenant.QUEUES."""
QUOTA: Mapping[str, Any] = {"gpuUnits": 3, "pods": 24, "cpu": 64, "memory": "256Gi"}


class WorkerStack(Stack):
    """One stack on its own cluster, in one mode."""

    def __init__(self, folder: Path, api: str, mode: Mode, cluster: BenchCluster) -> None:
        super().__init__(folder, api, mode)
        self._environ |= {"KUBECONFIG": str(cluster.kubeconfig)}
        (folder / "charts").symlink_to(ROOT / "sandbox" / "charts")
        self._set_secret("registryToken", secrets.token_hex())
        self._set(_platform())

    def write_with_workers(self, tenant: BenchTenant) -> None:
        """Write the file of a tenant with workers."""
        self._write(tenant.slug, tenant_file(tenant))


def tenant_file(tenant: BenchTenant) -> Mapping[str, Any]:
    """The file of a tenant with account and workers."""
    workers = {
        "quota": dict(QUOTA),
        "queues": {name: dict(queue) for name, queue in QUEUES.items()},
        "gateway": {"host": f"{tenant.slug}.apps.{DOMAIN}"},
    }
    return {**tenant.file(), "workers": workers}


def _platform() -> Mapping[str, object]:
    return {
        "cluster": {"context": CONTEXT, "ingress": {"className": "nginx", "peers": [{"namespace": "ingress-nginx"}]}},
        "controlPlane": {"baseDomain": DOMAIN, "deletion": "delete", **_chart("clearml-enterprise")},
        "gpu": {"operator": _chart("gpu-operator"), "cdmo": None, "nodes": {NODE: {"card": CARD, "gpus": [0, 1]}}},
        "redis": _chart("redis"),
        "workers": {
            "agent": _chart("clearml-enterprise-agent"),
            "gateway": _chart("clearml-enterprise-app-gateway"),
            "card": CARD,
        },
    }


def _chart(name: str) -> dict[str, Any]:
    return {"chart": {"reference": f"./charts/{name}"}}
