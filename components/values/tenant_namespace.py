"""Owns the Namespace of a tenant's workers: whose it is, and which pods it takes.

It must not make what is in it.
"""

from typing import Any

from components.values.names import TENANT, role_labels
from components.values.namespaces import pod_security
from components.values.site import Site


def namespace(site: Site) -> dict[str, Any]:
    """Return the manifest. Network policies select by the labels: tenants cannot edit namespaces."""
    labels = {**role_labels("tenant"), TENANT: site.plan.slug, **pod_security(site.common.pod_security)}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": site.namespace, "labels": labels}}
