"""Owns the labels and annotations that we set or select by, whoever reads them. It must not know a chart's labels."""

from typing import Final, Literal

MANAGED_BY: Final = {"app.kubernetes.io/managed-by": "clearml-platform"}
NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
"""Label that the API server itself sets on every namespace and nobody can change."""
ROLE: Final = "clearml-platform/role"
TENANT: Final = "clearml-platform/tenant"
Role = Literal["control-plane", "redis", "billing", "gpu", "tenant"]
TASK_POD: Final = "clearml-task-id"
"""Label that every agent puts on the pods of tasks (clearml-agent, glue/k8s.py)."""
CDMO_NODE: Final = {"cdmo.clear.ml/gpu-partitioning": "mig"}
"""Label of nodes that the dynamic MIG operator may cut (guide, "Enable MIG support")."""
SECRETS_CHECKSUM: Final = "clearml-platform/secrets-checksum"
"""Pod annotation that changes when a Secret does, so that the pods restart."""


def role_labels(role: Role) -> dict[str, str]:
    """Labels of a namespace that we make. Tenants cannot edit namespaces, so a policy may rest on them."""
    return {**MANAGED_BY, ROLE: role}
