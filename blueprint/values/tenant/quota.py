"""Owns the ResourceQuota of a tenant's namespace, and the LimitRange without which it would refuse every task.

Kubernetes counts GPUs as `requests.nvidia.com/…` only; every other spelling is taken in silence and never counts. It
must not compute an amount: `blueprint.plan.workers.tenant` did.
"""

from typing import Any

from blueprint.values.names import MANAGED_BY
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]
NAME = "tenant"


def manifests(site: TenantSite) -> tuple[Manifest, ...]:
    """Return the quota, and defaults for containers where it counts CPU or memory."""
    quota = _manifest(site, "ResourceQuota", {"hard": site.plan.hard})
    defaults = _defaults(site)
    return (quota, _manifest(site, "LimitRange", {"limits": [defaults]})) if defaults else (quota,)


def _defaults(site: TenantSite) -> Manifest:
    """What a container gets that says nothing; a quota on CPU refuses pods that leave it open, and so for memory."""
    quota = site.tenant.quota
    counted = {
        **({} if site.plan.cpu is None else {"cpu": quota.default_cpu}),
        **({} if site.plan.memory is None else {"memory": quota.default_memory}),
    }
    return {"type": "Container", "default": counted, "defaultRequest": dict(counted)} if counted else {}


def _manifest(site: TenantSite, kind: str, spec: Manifest) -> Manifest:
    metadata = {"name": NAME, "namespace": site.namespace, "labels": dict(MANAGED_BY)}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec}
