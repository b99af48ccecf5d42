"""Manifests of a tenant's ResourceQuota, and of the LimitRange without which the quota would refuse every task.

Kubernetes counts GPUs as `requests.nvidia.com/…` only: it accepts every other spelling and never counts it. The amounts
come from `blueprint.plan.workers.tenant`.
"""

from typing import Any

from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.values.names import MANAGED_BY
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]
NAME = "tenant"


def manifests(site: TenantSite) -> tuple[Manifest, ...]:
    """Return the quota, and defaults for containers where it counts CPU or memory."""
    where, plan = site.namespace, site.plan
    quota = _manifest(where, "ResourceQuota", {"hard": plan.hard})
    defaults = _defaults(plan.demand.quota)
    return (quota, _manifest(where, "LimitRange", {"limits": [defaults]})) if defaults else (quota,)


def _defaults(quota: QuotaSettings) -> Manifest:
    """Requests and limits of containers that set none; a quota refuses pods that leave open what it counts."""
    counted = {
        **({} if quota.cpu is None else {"cpu": quota.default_cpu}),
        **({} if quota.memory is None else {"memory": quota.default_memory}),
        **({} if quota.ephemeral_storage is None else {"ephemeral-storage": quota.default_ephemeral_storage}),
    }
    return {"type": "Container", "default": counted, "defaultRequest": dict(counted)} if counted else {}


def _manifest(where: str, kind: str, spec: Manifest) -> Manifest:
    metadata = {"name": NAME, "namespace": where, "labels": dict(MANAGED_BY)}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec}
