"""Service accounts that may only read: the manifests that grant the rights, and a kubeconfig with a real token."""

import json
from pathlib import Path

from tests.sandbox.kubernetes.cluster import Kube


def kubeconfig(kube: Kube, manifest: Path, account: str, target: Path) -> Path:
    """Apply a manifest and write a kubeconfig of its account, `namespace/name`, with the cluster's context name."""
    kube.kubectl("apply", "--filename", str(manifest))
    namespace, _, name = account.partition("/")
    token = kube.kubectl("--namespace", namespace, "create", "token", name, "--duration=1h").strip()
    full = json.loads(kube.kubectl("config", "view", "--raw", "--minify", "--output=json"))
    context = {"cluster": full["clusters"][0]["name"], "user": name}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": full["clusters"],
        "users": [{"name": name, "user": {"token": token}}],
        "contexts": [{"name": kube.context, "context": context}],
        "current-context": kube.context,
    }
    target.write_text(json.dumps(content))
    return target


def may(kube: Kube, account: str, verb: str, what: str, *where: str) -> bool:
    """Whether the API server lets an account do something, as `kubectl auth can-i` answers."""
    namespace, _, name = account.partition("/")
    user = f"--as=system:serviceaccount:{namespace}:{name}"
    return "yes" in kube.kubectl("auth", "can-i", verb, what, user, *where, check=False).splitlines()


def withdraw(kube: Kube, manifest: Path, *, wait: bool) -> None:
    """Delete what a manifest made; with `wait`, return once its namespace is gone."""
    kube.kubectl("delete", "--filename", str(manifest), f"--wait={str(wait).lower()}")
