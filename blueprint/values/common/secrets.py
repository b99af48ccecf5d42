"""Manifests of Kubernetes Secrets. Their content is secret Outputs in the program, and placeholders in a listing."""

from collections.abc import Mapping
from typing import Any

from blueprint.values.names import MANAGED_BY

PULL = "kubernetes.io/dockerconfigjson"
PULL_KEY = ".dockerconfigjson"


def secret(namespace: str, name: str, content: Mapping[str, Any], kind: str | None = None) -> dict[str, Any]:
    """Return the manifest; `kind` is the Secret's type, by default Kubernetes' own default."""
    metadata = {"name": name, "namespace": namespace, "labels": dict(MANAGED_BY)}
    typed = {} if kind is None else {"type": kind}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, **typed, "stringData": dict(content)}


def pull_secret(namespace: str, name: str, content: Any) -> dict[str, Any]:
    """Return the manifest of a pull secret; `content` is the JSON of `blueprint.values.common.registry`."""
    return secret(namespace, name, {PULL_KEY: content}, PULL)
