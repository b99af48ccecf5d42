"""Runs a whole platform on the real engine and a real Kubernetes API: a stack whose settings name every part.

Charts are copies in the stack's folder, so that a test can change the version of one.
"""

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.charts import applications, pack
from sandbox.charts.chart import named
from tests.live.tenants import yaml_file
from tests.live.tenants.run import Run
from tests.live.tenants.stack import NAME, Stack
from tests.sandbox.kubernetes.cluster import Kube
from tests.sandbox.kubernetes.plugins import link

CHARTS = ("clearml-enterprise", "clearml-dynamic-mig-operator", "gpu-operator", "redis")
SECRETS = ("registryToken", "billingRegistryToken", "billingKafkaPassword")
NAMESPACES = {"clearml", "clearml-billing", "redis-shared", "gpu-operator", "cdmo"}
TIMEOUT = 60
"""Time limit of a release, in seconds; the sandbox's pods are ready in two."""


class Site(Stack):
    """A stack with a platform on `kube`. `secret` maps each secret key of the stack to its value."""

    def __init__(self, folder: Path, api: str, kube: Kube) -> None:
        link(folder / "home")
        super().__init__(folder, api)
        self.kube = kube
        self.environ |= {"KUBECONFIG": str(kube.kubeconfig)}
        for name in CHARTS:
            self.chart(name)
        self.secret: dict[str, str] = {}
        self.configure(self.whole())

    def whole(self) -> dict[str, object]:
        """Settings with every part of the platform, without GPU nodes."""
        return {
            "clearml:cluster": {"context": self.kube.context, "ingress": {"className": "nginx"}},
            "clearml:controlPlane": {
                "baseDomain": "clearml.example",
                "chart": local_chart("clearml-enterprise"),
                "readySeconds": 60,
                "deletion": "delete",
            },
            "clearml:gpu": {
                "operator": {"chart": local_chart("gpu-operator")},
                "cdmo": {"chart": local_chart("clearml-dynamic-mig-operator")},
            },
            "clearml:redis": {"chart": local_chart("redis")},
            "clearml:billing": self.billing(),
            "clearml:applications": self.applications(),
        }

    def billing(self) -> dict[str, object]:
        """The billing chart from a packed archive."""
        archive = pack.pack(named("clearml-billing"), self.folder / "vendor")
        images = {part: f"docker.io/bitnamilegacy/{part}" for part in ("kafka", "redis")}
        return {
            "mode": "chart",
            "archive": str(archive.relative_to(self.folder)),
            "sha256": pack.sha256(archive),
            "images": images,
            "chart": {"timeoutSeconds": TIMEOUT},
        }

    def applications(self) -> dict[str, object]:
        """The archive of GUI applications."""
        archive = applications.write(self.folder / "vendor")
        return {"archive": str(archive.relative_to(self.folder)), "sha256": pack.sha256(archive)}

    def chart(self, name: str, version: str | None = None) -> None:
        """Copy a chart into the folder, at another version if one is given."""
        pack.copy(named(name, version), self.folder / "charts")

    def store(self, *keys: str) -> None:
        """Store new random secrets in the stack."""
        for key in keys:
            self.secret[key] = f"{key}-{secrets.token_hex(8)}"
            self.pulumi("config", "set", "--secret", f"clearml:{key}", stdin=self.secret[key])

    def settings(self, part: str, **keys: object) -> None:
        """Change keys of a part such as `controlPlane`; a mapping is merged with the present one."""
        content = yaml_file.read(self.folder / f"Pulumi.{NAME}.yaml")["config"]
        self.configure({f"clearml:{part}": merged(content.get(f"clearml:{part}", {}), keys)})

    def without(self, *parts: str) -> None:
        """Remove parts from the settings, and the secrets that only they need."""
        path = self.folder / f"Pulumi.{NAME}.yaml"
        content = yaml_file.read(path)
        kept = {key: value for key, value in content["config"].items() if key.removeprefix("clearml:") not in parts}
        yaml_file.write(path, content | {"config": kept})

    def namespaces(self) -> set[str]:
        """The namespaces of the cluster except those of Kubernetes."""
        names = {one["metadata"]["name"] for one in self.kube.get("namespaces")}
        return names - {"default", "kube-system", "kube-public", "kube-node-lease"}


def merged(old: Any, new: Any) -> Any:
    """Merge `new` over `old`, mappings key by key."""
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return new
    return {**old, **{key: merged(old.get(key), value) for key, value in new.items()}}


def only_updates(run: Run) -> set[tuple[str, str]]:
    """Kind and name of the resources that a run updated; fail the test if it did anything else."""
    assert {operation for operation, _, _ in run.steps} <= {"update"}, run.steps
    return {(kind, name) for _, kind, name in run.steps}


def local_chart(name: str) -> dict[str, object]:
    """Settings of a chart in the stack's folder."""
    return {"reference": f"./charts/{name}", "timeoutSeconds": TIMEOUT}
