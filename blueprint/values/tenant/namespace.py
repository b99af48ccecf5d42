"""Manifests of the namespace of a tenant's workers, and of its default service account.

The namespace's guards (policies and quota) are in `blueprint.values.tenant.policies` and `quota`.
"""

from typing import Any

from blueprint.values.names import MANAGED_BY, TENANT, role_labels
from blueprint.values.platform.namespaces import pod_security
from blueprint.values.tenant.site import TenantSite


def namespace(site: TenantSite) -> dict[str, Any]:
    """Return the manifest. Network policies select by its labels, which tenants cannot edit."""
    labels = {**role_labels("tenant"), TENANT: site.plan.place.slug, **pod_security(site.common.pod_security)}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": site.namespace, "labels": labels}}


def default_account(site: TenantSite) -> dict[str, Any]:
    """Return the account of pods that name none: by default without a token for the Kubernetes API.

    The agent runs as an account from its chart (open agent chart), and so does the gateway (INF).
    """
    metadata = {"name": "default", "namespace": site.namespace, "labels": MANAGED_BY}
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata,
        "automountServiceAccountToken": site.common.default_account_token,
    }
