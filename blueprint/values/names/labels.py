"""Labels and annotations that this program sets or selects by; charts have further ones."""

import hashlib
import re
from typing import Final, Literal

MANAGED_BY: Final = {"app.kubernetes.io/managed-by": "clearml-platform"}
NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
"""Label that the API server sets on every namespace and that cannot be changed."""
ROLE: Final = "clearml-platform/role"
TENANT: Final = "clearml-platform/tenant"
STACK: Final = "clearml-platform/stack"
"""Label of a namespace: the stack that made it."""
Role = Literal["control-plane", "redis", "billing", "gpu", "tenant"]
TASK_POD: Final = "clearml-task-id"
"""Label that every agent puts on the pods of tasks (clearml-agent, glue/k8s.py)."""
CDMO_NODE: Final = {"cdmo.clear.ml/gpu-partitioning": "mig"}
"""Label of nodes whose GPUs the dynamic MIG operator may cut (guide, "Enable MIG support")."""
SECRETS_CHECKSUM: Final = "clearml-platform/secrets-checksum"
"""Pod annotation that changes when a Secret does, so that the pods restart."""


def role_labels(role: Role) -> dict[str, str]:
    """Return the labels of a namespace of this stack. Policies rely on them, because tenants cannot edit namespaces."""
    return {**MANAGED_BY, ROLE: role}


def stack_label(project: str, stack: str) -> str:
    """Return the value of `STACK`, such as `clearml-platform.dev`.

    A name that is not a valid label value is cut and ends in a hash.
    """
    whole = f"{project}.{stack}"
    valid = re.sub(r"[^A-Za-z0-9._-]", "-", whole)
    if valid == whole and len(whole) <= 63:
        return whole
    return f"{valid[:50].rstrip('._-')}.{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
