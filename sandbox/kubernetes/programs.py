"""The command lines of the cluster's programs.

The kubelets use the API server's certificate. No client verifies a kubelet here, but it has to serve TLS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.nodes import GPU_NODES, GPU_PRESENT, NodeSpec
from sandbox.kubernetes.ports import LoopbackPorts

NAMES = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok")
STAGES = Path(__file__).with_name("stages")
NODE_VARIABLE = "SANDBOX_NODE"
"""The variable from which a stand-in program reads the name of its node."""


@dataclass(frozen=True)
class Program:
    """One program of the cluster: name in the bin folder, name of its log, arguments and environment variables."""

    name: str
    label: str
    arguments: tuple[str, ...]
    variables: Mapping[str, str] = field(default_factory=dict)


def database(folder: Folder, ports: LoopbackPorts) -> Program:
    """Return etcd, without fsync: the data need not survive a power failure."""
    clients, peers = f"http://127.0.0.1:{ports.etcd}", f"http://127.0.0.1:{ports.etcd_peers}"
    arguments = (
        f"--data-dir={folder.etcd}",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        "--unsafe-no-fsync",
        "--log-level=warn",
    )
    return Program("etcd", "etcd", arguments)


def api_server(folder: Folder, ports: LoopbackPorts) -> Program:
    """Return the API server."""
    arguments = (
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={ports.api}",
        f"--etcd-servers=http://127.0.0.1:{ports.etcd}",
        f"--cert-dir={folder.certificates}",
        f"--token-auth-file={folder.tokens}",
        f"--service-account-key-file={folder.account_key}",
        f"--service-account-signing-key-file={folder.account_key}",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--authorization-mode=RBAC",
        "--allow-privileged=true",
        "--endpoint-reconciler-type=none",
        "--kubelet-preferred-address-types=InternalIP",
        # The controller that would remove this plugin's taint does not run here.
        "--disable-admission-plugins=TaintNodesByCondition",
    )
    return Program("kube-apiserver", "kube-apiserver", arguments)


def controllers(folder: Folder) -> tuple[Program, ...]:
    """Return the controller manager and the scheduler."""
    common = (f"--kubeconfig={folder.kubeconfig}", "--leader-elect=false", "--secure-port=0")
    manager = (
        "--controllers=*,-node-lifecycle-controller",
        f"--service-account-private-key-file={folder.account_key}",
        # As in real clusters: admission policies tell controllers from people by their accounts.
        "--use-service-account-credentials=true",
    )
    return (
        Program("kube-controller-manager", "kube-controller-manager", (*common, *manager)),
        Program("kube-scheduler", "kube-scheduler", common),
    )


def kubelets(folder: Folder, ports: LoopbackPorts) -> tuple[Program, ...]:
    """Return one kwok per GPU node, so that programs in its pods can read the node's name, and one for all others."""
    shared = _kubelet(folder, "kwok", ports.kubelets[0], f"--manage-nodes-with-label-selector=!{GPU_PRESENT}")
    own = [_gpu_kubelet(folder, port, node) for node, port in zip(GPU_NODES, ports.kubelets[1:], strict=True)]
    return (shared, *own)


def _gpu_kubelet(folder: Folder, port: int, node: NodeSpec) -> Program:
    return _kubelet(folder, f"kwok-{node.name}", port, f"--manage-single-node={node.name}", node)


def _kubelet(folder: Folder, label: str, port: int, chosen: str, node: NodeSpec | None = None) -> Program:
    stages = [STAGES / f"{name}.yaml" for name in ("nodes", "pods", "tasks", "exec" if node else "cluster")]
    arguments = (
        f"--kubeconfig={folder.kubeconfig}",
        *(f"--config={path}" for path in stages),
        chosen,
        f"--server-address=127.0.0.1:{port}",
        "--node-ip=127.0.0.1",
        f"--node-port={port}",
        # With a lease, the kwok of the next start would wait until this one's lease expires.
        "--node-lease-duration-seconds=0",
        f"--tls-cert-file={folder.certificate}",
        f"--tls-private-key-file={folder.certificate_key}",
    )
    return Program("kwok", label, arguments, {NODE_VARIABLE: node.name} if node else {})
