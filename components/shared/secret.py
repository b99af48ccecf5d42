"""Creates a Kubernetes Secret from its manifest."""

import base64
from collections.abc import Mapping
from typing import Any

from pulumi import Input, Output, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret


def create_secret(resource: str, manifest: Mapping[str, Any], opts: ResourceOptions) -> Secret:
    """Create the Secret of a manifest of `blueprint.values.common.secrets`; `resource` is the resource's name.

    Its content is `data`. The provider turns `stringData` into that as soon as all values are known, which a saved plan
    with a value unknown at preview, such as a new key pair, does not allow.
    """
    metadata, kind = manifest["metadata"], manifest.get("type")
    data = {key: _encoded(value) for key, value in manifest["stringData"].items()}
    return Secret(resource, metadata=metadata, type=kind, data=data, opts=opts)


def _encoded(value: Input[str]) -> Input[str]:
    return value.apply(_base64) if isinstance(value, Output) else _base64(str(value))


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
