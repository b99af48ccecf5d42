"""Creates a Kubernetes Secret from its manifest."""

from collections.abc import Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi_kubernetes.core.v1 import Secret


def create_secret(resource: str, manifest: Mapping[str, Any], opts: ResourceOptions) -> Secret:
    """Create the Secret of a manifest of `blueprint.values.common.secrets`; `resource` is the resource's name."""
    metadata, kind = manifest["metadata"], manifest.get("type")
    return Secret(resource, metadata=metadata, type=kind, string_data=manifest["stringData"], opts=opts)
