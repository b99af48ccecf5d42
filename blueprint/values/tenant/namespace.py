"""Owns the Namespace of a tenant's workers: whose it is, which pods it takes, as whom pods run that name nobody.

It must not make what fences it.
"""

from typing import Any

from blueprint.values.names import MANAGED_BY, TENANT, role_labels
from blueprint.values.platform.namespaces import pod_security
from blueprint.values.tenant.site import TenantSite


def namespace(site: TenantSite) -> dict[str, Any]:
    """Return the manifest. Network policies select by the labels: tenants cannot edit namespaces."""
    labels = {**role_labels("tenant"), TENANT: site.plan.place.slug, **pod_security(site.common.pod_security)}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": site.namespace, "labels": labels}}


def default_account(site: TenantSite) -> dict[str, Any]:
    """Return the manifest of the account of pods that name none: usually without a token for the Kubernetes API.

    The agent runs as an account that its chart makes (open agent chart), the gateway too (INF).
    """
    metadata = {"name": "default", "namespace": site.namespace, "labels": MANAGED_BY}
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": metadata,
        "automountServiceAccountToken": site.common.default_account_token,
    }
