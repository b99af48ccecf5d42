"""What a tenant adds to a stack's state: bytes and resources, whole and by type."""

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
    found: Counter[str] = Counter()
    for resource in deployment["resources"]:
        found[resource["type"]] += size(resource)
    return found


def of_a_tenant(whole: Deployment, empty: Deployment, tenants: int) -> Mapping[str, float]:
    """Bytes by type that one of the tenants adds to a state without any, the largest first."""
    more = size_by_type(whole) - size_by_type(empty)
    return {kind: total / tenants for kind, total in more.most_common()}
