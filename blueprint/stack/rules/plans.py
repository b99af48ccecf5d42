"""Plans the workers of all tenants of a stack, and warns of what may surprise in the plans."""

from collections.abc import Iterator, Mapping

from blueprint.plan.workers.demand import Demand, demand
from blueprint.plan.workers.names import name_warnings
from blueprint.plan.workers.overrides import override_problems
from blueprint.plan.workers.paths import queue_path
from blueprint.plan.workers.place import TenantPlace
from blueprint.plan.workers.rules import demand_problems
from blueprint.plan.workers.supply import supply_warnings
from blueprint.plan.workers.tenant import TenantPlan, plan
from blueprint.settings.checking.problems import Findings, SettingsError
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.gpu import fraction_text
from blueprint.stack.rules.collisions import collision_problems
from blueprint.stack.rules.placement import cluster_problem, place_problems


def worker_plans(platform: PlatformSettings | None, tenants: Mapping[str, TenantSettings]) -> dict[str, TenantPlan]:
    """Return the plans by slug; none without `clearml:workers`. `tenants` are keyed by their files.

    Raises SettingsError with the problems of all tenants, alone and compared with each other.
    """
    findings, common = Findings(), platform.workers if platform else None
    if platform is None or common is None:
        problems = (cluster_problem(file, tenant.cluster, platform) for file, tenant in tenants.items())
        findings.problems.extend(problem for problem in problems if problem is not None)
        return findings.settled({})
    demands = {file: _demand(file, tenant, platform, common) for file, tenant in tenants.items()}
    for file, tenant in tenants.items():
        findings.problems.extend(place_problems(demands[file].place, tenant.cookie_domain, platform))
    findings.problems.extend(collision_problems([each.place for each in demands.values()], platform, common))
    plans = [findings.of(_plan, each, common, platform.redis) for each in demands.values()]
    return {each.place.slug: each for each in (findings.settled(one) for one in plans)}


def _demand(file: str, tenant: TenantSettings, platform: PlatformSettings, common: WorkerPlatformSettings) -> Demand:
    workers, gpu = tenant.workers, _gpu_of(tenant.cluster, platform)
    return demand(file, tenant.slug, workers.queues, workers, common, gpu, tenant.cluster)


def _plan(each: Demand, common: WorkerPlatformSettings, redis: RedisSettings | None) -> TenantPlan:
    """Raise SettingsError with everything that the cluster or the quota cannot give."""
    if problems := tuple(demand_problems(each, common)):
        raise SettingsError(*problems)
    planned = plan(each, common, redis)
    if problems := tuple(override_problems(planned)):
        raise SettingsError(*problems)
    return planned


def _gpu_of(cluster: str | None, platform: PlatformSettings) -> GpuSettings | None:
    """What is offered in a cluster: the nodes of the settings are those of the platform's own cluster."""
    gpu = platform.gpu
    return gpu if gpu is None or cluster is None else gpu.model_copy(update={"nodes": {}})


def worker_warnings(
    platform: PlatformSettings | None, tenants: Mapping[str, TenantSettings], plans: Mapping[str, TenantPlan]
) -> Iterator[str]:
    """Name workers in tenant files that are not created, and queues that an agent or a card may not serve."""
    for file, tenant in tenants.items():
        if platform is None or platform.workers is None:
            yield from _idle_keys(file, tenant.workers.for_agents_only)
        else:
            planned = plans[tenant.slug]
            yield from _idle_gateway(planned.place)
            yield from name_warnings(file, tenant.workers.queues)
            yield from _uncut_cards(planned)
            yield from supply_warnings(planned)


def _idle_keys(file: str, keys: tuple[str, ...]) -> Iterator[str]:
    if keys:
        paths = ", ".join(f"workers.{key}" for key in keys)
        yield f"{file}: {paths}: without effect: this stack has no clearml:workers section"


def _idle_gateway(place: TenantPlace) -> Iterator[str]:
    if place.host is not None and place.gateway is None:
        yield f"{place.file}: workers.gateway: without effect: clearml:workers.gateway is null"


def _uncut_cards(planned: TenantPlan) -> Iterator[str]:
    """Warn of whole cards on nodes that are cut: only the nodes show whether one of their GPUs, or another, is not."""
    gpu = planned.demand.gpu
    cards = ", ".join(gpu.cards) if gpu else ""
    for queue in planned.queues if cards else ():
        count, settings = queue.demand.whole_gpus, queue.demand.settings
        if count and not settings.node_selector:
            found = f"{queue_path(queue.demand.name, 'fraction')}: {fraction_text(count)} whole cards"
            hint = f"the {cards} of clearml:gpu.nodes are cut; a nodeSelector can select nodes with uncut cards"
            yield f"{planned.place.file}: {found}: {hint}"
