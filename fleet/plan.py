"""Implements the command `plan`: one line per tenant with the namespace, quota, queues and ports of its workers.

The plan itself comes from `blueprint.plan.workers.tenant`; the preview has the same numbers in the ResourceQuota and in
Helm values.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from blueprint.plan.workers.queue import QueueDemand
from blueprint.plan.workers.tenant import QueuePlan, TenantPlan
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.gpu import fraction_text
from fleet.stack.settings import read_settings

NO_WORKERS = "This stack has no clearml:workers section: tenants have accounts and queues, but no workers."
HEADING = "Quotas include agent, gateway and a tenant's own Redis. Queues: name, GPU per task x tasks at the same time."


def plan_stack(stack: str, root: Path = Path()) -> tuple[str, ...]:
    """Return a heading and one line per tenant, by slug. Raises SettingsError with all problems."""
    settings, _ = read_settings(stack, root)
    if settings.platform is None or settings.platform.workers is None:
        return (NO_WORKERS,)
    return (HEADING, *(_line(tenant, settings.plans[tenant.slug]) for tenant in settings.tenants))


def plan_json(stack: str, root: Path = Path()) -> str:
    """Return the plan of each tenant's workers by slug; GPUs of queues as resources. Raises SettingsError."""
    settings, _ = read_settings(stack, root)
    return json.dumps({slug: _fields(plan) for slug, plan in sorted(settings.plans.items())}, indent=2)


def _fields(plan: TenantPlan) -> dict[str, object]:
    place = plan.place
    return {
        "cluster": place.cluster,
        "namespace": place.namespace,
        "quota": plan.hard,
        "gpuUnits": plan.max_resources,
        "queues": {queue.demand.name: _queue_fields(queue) for queue in plan.queues},
        "sessionPorts": None if place.sessions is None else [place.sessions.start, place.sessions.stop - 1],
        "streamPorts": None if place.stream is None else [place.stream.start, place.stream.stop - 1],
        "gateway": None if place.gateway is None else place.gateway.host,
    }


def _queue_fields(queue: QueuePlan) -> dict[str, object]:
    return {"maxPods": queue.max_pods, "resource": queue.demand.resource, "amount": queue.demand.amount}


def _line(tenant: TenantSettings, plan: TenantPlan) -> str:
    return f"{tenant.slug}: {'; '.join(_parts(tenant, plan))}"


def _parts(tenant: TenantSettings, plan: TenantPlan) -> Iterator[str]:
    if tenant.state == "suspended":
        yield "suspended: no agent, no gateway"
    yield f"namespace {plan.place.namespace}{'' if tenant.cluster is None else f' in cluster {tenant.cluster}'}"
    yield f"quota {', '.join(_quota(plan)) or 'none'}"
    yield f"queues {', '.join(map(_queue, plan.queues)) or 'none'}"
    for name, ports in (("session", plan.place.sessions), ("stream", plan.place.stream)):
        if ports is not None:
            yield f"{name} ports {ports.start}-{ports.stop - 1}"
    if plan.place.gateway is not None:
        yield f"gateway {plan.place.gateway.host}"


def _quota(plan: TenantPlan) -> Iterator[str]:
    if plan.max_resources is not None:
        yield f"{fraction_text(plan.max_resources)} GPU{'' if plan.max_resources == 1 else 's'}"
    for amount, unit in ((plan.pods, " pods"), (plan.cpu, " CPU"), (plan.memory, " memory")):
        if amount is not None:
            yield f"{amount}{unit}"


def _queue(queue: QueuePlan) -> str:
    return f"{queue.demand.name} {_part(queue.demand)} x {queue.max_pods}"


def _part(queue: QueueDemand) -> str:
    """The GPU of one task: MIG profile, share of a card, or number of whole cards."""
    if queue.profile is not None:
        return queue.profile.name
    if queue.injector is not None:
        return f"{queue.injector} of a card"
    cards = queue.whole_gpus
    return f"{cards} card{'' if cards == 1 else 's'}" if cards else "no GPU"
