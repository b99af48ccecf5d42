"""Size of a stack's state, in total and per tenant and resource type."""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

Deployment = Mapping[str, Any]


def size(content: object) -> int:
    """Bytes as compact JSON."""
    return len(json.dumps(content, separators=(",", ":")))


def size_by_type(deployment: Deployment) -> Counter[str]:
    """Bytes of the resources of each type."""
    sizes: Counter[str] = Counter()
    for resource in deployment["resources"]:
        sizes[resource["type"]] += size(resource)
    return sizes


def per_tenant(whole: Deployment, empty: Deployment, tenants: int) -> Mapping[str, float]:
    """Bytes by type that one tenant adds to a state without tenants, largest first."""
    added = size_by_type(whole) - size_by_type(empty)
    return {kind: total / tenants for kind, total in added.most_common()}
