"""The kubeconfig of every client, the cluster's own programs included."""

from __future__ import annotations

import base64
import json

from sandbox.kubernetes.folder import Folder
from sandbox.kubernetes.keys import write_private

CONTEXT = "clearml-sandbox"


def write(folder: Folder, port: int, token: str) -> None:
    """Write the kubeconfig as JSON, which is YAML too. The API server's certificate must exist."""
    authority = base64.b64encode(folder.certificate.read_bytes()).decode()
    cluster = {"server": f"https://127.0.0.1:{port}", "certificate-authority-data": authority}
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": CONTEXT,
        "clusters": [{"name": CONTEXT, "cluster": cluster}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "users": [{"name": CONTEXT, "user": {"token": token}}],
    }
    write_private(folder.kubeconfig, json.dumps(content, indent=1))
