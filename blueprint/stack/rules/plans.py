"""Owns the plans of all tenants of a stack: each made, and all compared, before anything is.

It must not plan one tenant (`blueprint.plan.workers.tenant`).
"""

import re
from collections.abc import Iterator, Mapping

from blueprint.plan.workers.overrides import own_limit_problems
from blueprint.plan.workers.queue import cards_of, queue_path
from blueprint.plan.workers.supply import supply_warnings
from blueprint.plan.workers.tenant import TenantPlan, plan
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.problems import Findings, SettingsError
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.gpu import fraction_text
from blueprint.stack.rules.collisions import worker_clashes
from blueprint.stack.rules.placement import cluster_problem, place_problems


def worker_plans(platform: PlatformSettings | None, tenants: Mapping[str, TenantSettings]) -> dict[str, TenantPlan]:
    """Return the plans by slug; none without `clearml:workers`. `tenants` are keyed by their files.

    Raises SettingsError with the problems of all tenants, among each other too.
    """
    findings, common = Findings(), platform.workers if platform else None
    if platform is None or common is None:
        wrong = (cluster_problem(file, tenant, platform) for file, tenant in tenants.items())
        findings.problems.extend(problem for problem in wrong if problem is not None)
        return findings.settled({})
    for file, tenant in tenants.items():
        findings.problems.extend(place_problems(file, tenant, platform))
    findings.problems.extend(worker_clashes(tenants, platform))
    found = [findings.of(_plan, file, tenant, platform, common) for file, tenant in tenants.items()]
    return {each.slug: each for each in (findings.settled(one) for one in found)}


def _plan(file: str, tenant: TenantSettings, platform: PlatformSettings, common: WorkerPlatformSettings) -> TenantPlan:
    gpu = _gpu_of(tenant, platform)
    made = plan(file, tenant.slug, tenant.workers.queues, tenant.workers, common, gpu, platform.redis)
    if problems := tuple(own_limit_problems(file, made)):
        raise SettingsError(*problems)
    return made


def _gpu_of(tenant: TenantSettings, platform: PlatformSettings) -> GpuSettings | None:
    """What is offered where the tenant is: the nodes of the settings are those of the platform's own cluster."""
    gpu = platform.gpu
    return gpu if gpu is None or tenant.cluster is None else gpu.model_copy(update={"nodes": {}})


def worker_warnings(
    platform: PlatformSettings | None, tenants: Mapping[str, TenantSettings], plans: Mapping[str, TenantPlan]
) -> Iterator[str]:
    """Say which tenant files describe workers that are not made, and which queues an agent or a card may not serve."""
    for file, tenant in tenants.items():
        if platform is None or platform.workers is None:
            yield from _idle_keys(file, tenant)
        else:
            yield from _idle_gateway(file, tenant, platform.workers)
            yield from _odd_queues(file, tenant)
            yield from _uncut_cards(file, tenant, _gpu_of(tenant, platform))
            yield from supply_warnings(file, plans[tenant.slug], _gpu_of(tenant, platform))


def _idle_keys(file: str, tenant: TenantSettings) -> Iterator[str]:
    if tenant.workers.for_agents_only:
        keys = ", ".join(f"workers.{key}" for key in tenant.workers.for_agents_only)
        yield f"{file}: {keys}: nothing comes of it without clearml:workers"


def _idle_gateway(file: str, tenant: TenantSettings, common: WorkerPlatformSettings) -> Iterator[str]:
    if tenant.workers.gateway is not None and common.gateway is None:
        yield f"{file}: workers.gateway: nothing comes of it: clearml:workers.gateway is null"


def _odd_queues(file: str, tenant: TenantSettings) -> Iterator[str]:
    """The open agent takes its queues as a list of words (entrypoint of its image); the Enterprise one's is unknown."""
    for name in tenant.workers.queues:
        if not re.fullmatch(r"[\w.-]+", name, re.ASCII):
            path = dotted(("workers", "queues", name))
            yield f"{file}: {path}: agents may not find a queue with blanks or marks in its name; displayName takes any"


def _uncut_cards(file: str, tenant: TenantSettings, gpu: GpuSettings | None) -> Iterator[str]:
    """Only the nodes know whether a GPU is left that is not cut: other GPUs of theirs, or nodes that are not listed."""
    cards, offered = ", ".join(cards_of(gpu)), gpu.fractions if gpu else ()
    for name, service in tenant.workers.queues.items() if cards else ():
        fraction = service.fraction or 0
        if fraction >= 1 and fraction not in offered and not service.injector and not service.node_selector:
            found = f"{queue_path(name, 'fraction')}: {fraction_text(fraction)} whole cards"
            yield f"{file}: {found}: the {cards} of clearml:gpu.nodes are cut; nodeSelector names nodes with others"
