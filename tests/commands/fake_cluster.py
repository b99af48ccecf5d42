"""A fake cluster in a file with its own `kubectl` on PATH, and `python3 -m commands.mig` run against it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KUBECTL = Path(__file__).with_name("fake_kubectl.py")
A100 = "NVIDIA A100-SXM4-40GB"
DEPLOY = "nvidia.com/gpu.deploy.device-plugin"
"""Label by which the GPU operator's DaemonSet of the device plugin selects nodes."""
POD: dict[str, Any] = {
    "metadata": {
        "name": "nvidia-device-plugin-daemonset-x7k2p",
        "namespace": "gpu-operator",
        "ownerReferences": [{"kind": "DaemonSet"}],
    },
    "spec": {
        "nodeSelector": {DEPLOY: "true"},
        "runtimeClassName": "nvidia",
        "containers": [
            {
                "name": "nvidia-device-plugin",
                "image": "nvcr.io/nvidia/k8s-device-plugin:v0.18.1",
                "command": ["/bin/sh", "-c"],
                "args": ["/bin/entrypoint.sh"],
                "env": [{"name": "NVIDIA_VISIBLE_DEVICES", "value": "all"}],
                "volumeMounts": [
                    {"name": "driver-install-dir", "mountPath": "/driver-root"},
                    {"name": "kube-api-access-8wq2x", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount"},
                ],
            }
        ],
        "volumes": [{"name": "driver-install-dir"}, {"name": "kube-api-access-8wq2x"}, {"name": "other"}],
    },
    "status": {
        "phase": "Running",
        "containerStatuses": [{"name": "nvidia-device-plugin", "state": {"running": {}}}],
    },
}
LABEL = "cdmo.clear.ml/gpu-partitioning"
ENVIRONMENT = {
    "MIG_NODE": "gpu-1",
    "MIG_GPUS": "0",
    "MIG_LABEL": LABEL,
    "MIG_NAMESPACE": "gpu-operator",
    "MIG_POD_SELECTOR": "app=nvidia-device-plugin-daemonset",
    "MIG_CONTAINER": "nvidia-device-plugin",
    "MIG_CONTEXT": "sandbox",
    "MIG_CARD": "A100-40GB",
    "MIG_POD_SECONDS": "0",
    "MIG_PAUSE_SECONDS": "0",
}


def gpu(current: str = "Disabled", pending: str | None = None, *endings: str, name: str = A100) -> dict[str, Any]:
    """A GPU; `endings` are the results of the next mode switches: done, in use, not supported, denied."""
    both = {"current": current, "pending": pending or current}
    return {"name": name, **both, "endings": list(endings), "compute": 0, "gpu": 0}


def worker(name: str, namespace: str = "acme", resource: str = "nvidia.com/mig-3g.20gb", **metadata: str) -> Any:
    """A pod that holds one of a resource."""
    container = {"resources": {"requests": {resource: "1"}, "limits": {resource: "1"}}}
    return {"metadata": {"name": name, "namespace": namespace, **metadata}, "spec": {"containers": [container]}}


@dataclass(frozen=True)
class Result:
    """Exit code and output of a program."""

    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The error of a failed program, which must be one line and nothing else."""
        assert self.code == 1, self
        assert self.out == "", self
        (line,) = self.err.splitlines()
        return line

    @property
    def lines(self) -> list[str]:
        """The output of a successful program."""
        assert (self.code, self.err) == (0, ""), self
        return self.out.splitlines()


class FakeCluster:
    """`state` is the cluster before a run, `now()` after it."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "cluster.json"
        self._folder = folder
        program = folder / "kubectl"
        program.write_text(f"#!{sys.executable} -IS\n{KUBECTL.read_text()}")
        program.chmod(0o755)
        self.state: dict[str, Any] = {
            "nodes": ["gpu-1", "gpu-2"],
            "node": {"metadata": {"name": "gpu-1", "labels": {DEPLOY: "true"}}, "spec": {}},
            "tool": None,
            "client": True,
            "plugin": [POD],
            "workers": [],
            "gpus": {"0": gpu(), "1": gpu()},
            "broken": "",
            "driver": "",
            "restarts": 0,
        }

    def run(self, verb: str, path: str = "", **changes: str) -> Result:
        """`python3 -m commands.mig VERB` as the Command plugin starts it; `changes` overrides variables."""
        self._file.write_text(json.dumps({"calls": [], **self.state}))
        environ = os.environ | ENVIRONMENT | {"FAKE_CLUSTER": str(self._file), "PATH": path or str(self._folder)}
        command = [sys.executable, "-m", "commands.mig", verb]
        process = subprocess.run(
            command, cwd=ROOT, env=environ | changes, capture_output=True, text=True, check=False, timeout=60
        )
        self.state = {name: value for name, value in self.now().items() if name != "calls"}
        return Result(process.returncode, process.stdout, process.stderr)

    def now(self) -> dict[str, Any]:
        return dict(json.loads(self._file.read_text()))

    def modes(self) -> dict[str, tuple[str, str]]:
        return {index: (gpu["current"], gpu["pending"]) for index, gpu in self.now()["gpus"].items()}

    def switches(self) -> list[str]:
        """The calls of the last run that change a GPU or a label, without kubectl's arguments."""
        switches = [_switch(call) for call in self.now()["calls"]]
        return [switch for switch in switches if switch and "--query" not in switch]

    def patches(self) -> list[dict[str, Any]]:
        """The patches of the node by the last run."""
        return [json.loads(call[call.index("-p") + 1]) for call in self.now()["calls"] if "patch" in call]


def _switch(call: list[str]) -> str:
    words = [word for word in call if not word.startswith("--request-timeout")]
    start = words.index("--") + 2 if "--" in words else words.index("label") if "label" in words else len(words)
    return " ".join(words[start:])
