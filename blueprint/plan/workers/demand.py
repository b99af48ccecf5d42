"""Resolves what one tenant asks for, once: rules judge a `Demand`, the plan sums it up, Helm values read it.

A demand can be resolved from any valid file, even if the cluster cannot serve it (`blueprint.plan.workers.rules`).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from blueprint.plan.workers.place import TenantPlace, tenant_place
from blueprint.plan.workers.queue import QueueDemand, queue_demand
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings


@dataclass(frozen=True)
class Demand:
    """What one tenant asks for: a place in a cluster, a quota, and queues with a part of a card each."""

    place: TenantPlace
    quota: QuotaSettings
    queues: tuple[QueueDemand, ...]
    """By name."""
    gpu: GpuSettings | None
    """The GPUs that the tenant's cluster offers."""


def demand(
    file: str,
    slug: str,
    queues: Mapping[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings | None,
    cluster: str | None = None,
) -> Demand:
    """Resolve one tenant's settings. `file` is the tenant's file, for messages; `gpu` is what its cluster offers."""
    return Demand(
        place=tenant_place(file, slug, workers, platform, cluster),
        quota=workers.quota,
        queues=tuple(
            queue_demand(name, queue, workers.quota, gpu, platform.card) for name, queue in sorted(queues.items())
        ),
        gpu=gpu,
    )
