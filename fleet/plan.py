"""Owns the command `plan`: what each tenant's workers come to, a line for each tenant.

The same numbers stand in the preview, as ResourceQuota and Helm values. It must not plan anything
(`blueprint.plan.workers.tenant`).
"""

from collections.abc import Iterator
from pathlib import Path

from blueprint.plan.workers.queue import QueueDemand
from blueprint.plan.workers.tenant import QueuePlan, TenantPlan
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.gpu import fraction_text
from fleet.stack_settings import read_settings

NOTHING = "No plans: without clearml:workers tenants have accounts and queues only."
HEAD = "Quotas with the room of agent and gateway; each queue with what a task gets, and how many run at once."


def plan_stack(stack: str, root: Path = Path()) -> tuple[str, ...]:
    """Return a heading and a line for each tenant, by slug. Raises SettingsError with all problems."""
    settings, _ = read_settings(stack, root)
    if settings.platform is None or settings.platform.workers is None:
        return (NOTHING,)
    return (HEAD, *(_line(tenant, settings.plans[tenant.slug]) for tenant in settings.tenants))


def _line(tenant: TenantSettings, plan: TenantPlan) -> str:
    return f"{tenant.slug}: {'; '.join(_parts(tenant, plan))}"


def _parts(tenant: TenantSettings, plan: TenantPlan) -> Iterator[str]:
    if tenant.state == "suspended":
        yield "suspended, so without agent and gateway"
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
    """What a task gets of a card."""
    if queue.profile is not None:
        return queue.profile.name
    if queue.injector is not None:
        return f"{queue.injector} of a card"
    cards = queue.whole_gpus
    return f"{cards} card{'' if cards == 1 else 's'}" if cards else "no GPU"
