"""A stack with a lean platform: server, Redis, GPU operator, a node with MIG and tenants' workers."""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.modes import Mode
from bench.simulator import ROOT
from bench.stack import Stack
from bench.tenant import BenchTenant
from bench.workers.cluster import CONTEXT, Cluster
from bench.workers.tenant import DOMAIN, file

NODE, CARD = "gpu-a100-0", "A100-40GB"
"""A node of the sandbox: where none is named, quotas limit the profiles of every card there is."""


class WorkerStack(Stack):
    """One stack on a cluster of its own, one mode."""

    def __init__(self, folder: Path, api: str, mode: Mode, cluster: Cluster) -> None:
        super().__init__(folder, api, mode)
        self._environ |= {"KUBECONFIG": str(cluster.kubeconfig)}
        (folder / "charts").symlink_to(ROOT / "sandbox" / "charts")
        self._set_secret("registryToken", secrets.token_hex())
        self._set(_platform())

    def write_whole(self, tenant: BenchTenant) -> None:
        """Write the file of a tenant with workers."""
        self._write(tenant.slug, file(tenant))


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
