"""Plans for any queues and quota: whatever the agent may start, the quota admits, beside agent and gateway.

Kubernetes' own counting is done by hand here: requests summed up for each resource, and compared with spec.hard.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from blueprint.catalog.gpu import CARDS
from blueprint.plan.workers.demand import demand
from blueprint.plan.workers.rules import demand_problems
from blueprint.plan.workers.tenant import QueuePlan, TenantPlan, plan
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.workers import AgentSettings, GatewaySettings, WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantGatewaySettings, TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.arithmetic import amount

FRACTIONS = (1.0, 0.5, 0.25, 0.125)
GPU = GpuSettings(cdmo=None, fractions=FRACTIONS)
NODES = GpuSettings.model_validate({"cdmo": None, "fractions": FRACTIONS, "nodes": {"n": {"card": "A100-40GB"}}})
CARD = st.sampled_from(["A100-40GB", "A100-80GB", "H200-141GB", "B200-180GB"])
PLATFORMS = st.builds(WorkerPlatformSettings, card=CARD)


def service(
    part: Mapping[str, object], pods: int | None, usage: float | None, limits: Mapping[str, object]
) -> QueueWorkersSettings:
    """One queue; a number of pods or a usage that nobody names is left out, as in a file."""
    named = {"maxPods": pods, "usage": usage, "template": {"resources": {"limits": limits}} if limits else None}
    return QueueWorkersSettings.model_validate(
        {**part, **{key: value for key, value in named.items() if value is not None}}
    )


PARTS: st.SearchStrategy[dict[str, object]] = st.one_of(
    st.just({}),
    st.builds(dict, fraction=st.sampled_from([*FRACTIONS, 2, 4]), card=CARD),
    st.builds(dict, fraction=st.sampled_from([*FRACTIONS, 2, 4])),
    st.builds(dict, fraction=st.sampled_from([0.125, 0.375, 1]), injector=st.just(True)),
)
LIMITS: st.SearchStrategy[dict[str, object]] = st.one_of(
    st.just({}),
    st.fixed_dictionaries({}, optional={"cpu": st.sampled_from([2, 0.5, "100m"]), "memory": st.just("3Gi")}),
)
USAGES = st.none() | st.sampled_from([0.1, 0.3, 0.5, 0.7, 1, 1.1, 2])
QUEUES = st.dictionaries(
    st.sampled_from(["cpu", "default", "half", "whole", "x-1"]),
    st.builds(service, PARTS, st.none() | st.integers(1, 12), USAGES, LIMITS),
    max_size=5,
)
UNITS = st.none() | st.integers(0, 80).map(lambda tenths: tenths / 10)
QUOTAS = st.builds(
    QuotaSettings,
    gpu_units=UNITS,
    pods=st.none() | st.integers(1, 30),
    cpu=st.none() | st.sampled_from(["16", "4500m", "7.5"]),
    memory=st.none() | st.sampled_from(["64Gi", "10G"]),
    default_cpu=st.sampled_from(["1", "250m"]),
    default_memory=st.sampled_from(["4Gi", "100M"]),
)
GATEWAYS = st.none() | st.just(TenantGatewaySettings(host="acme.clearml.example"))
WORKERS = st.builds(TenantWorkersSettings, quota=QUOTAS, gateway=GATEWAYS)


def planned(
    queues: Mapping[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings,
) -> TenantPlan:
    """Plan, leaving out what the rules refuse."""
    asked = demand("acme.yaml", "acme", queues, workers, platform, gpu)
    assume(not list(demand_problems(asked, platform)))
    return plan(asked, platform)


def started(made: TenantPlan, wishes: list[QueuePlan]) -> Counter[str]:
    """Start tasks as the agent does, in this order, as long as its own limits let it; return how many per queue."""
    running: Counter[str] = Counter()
    used = Fraction(0)
    for queue in wishes:
        usage = Fraction(str(queue.demand.usage))
        fits = made.max_resources is None or used + usage <= Fraction(str(made.max_resources))
        if running[queue.demand.name] < queue.max_pods and fits:
            running[queue.demand.name] += 1
            used += usage
    return running


@settings(deadline=None)
@given(QUEUES, WORKERS, PLATFORMS, st.sampled_from([GPU, NODES]), st.data())
def test_the_quota_admits_whatever_the_agent_starts(
    queues: dict[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings,
    data: st.DataObject,
) -> None:
    made = planned(queues, workers, platform, gpu)
    wishes = data.draw(st.lists(st.sampled_from(made.queues), max_size=60)) if made.queues else []

    running = started(made, wishes)

    asked: Counter[str] = Counter()
    for queue in made.queues:
        if queue.demand.resource is not None:
            asked[f"requests.{queue.demand.resource}"] += queue.demand.amount * running[queue.demand.name]
    assert {name: n for name, n in asked.items() if name in made.hard and n > int(made.hard[name])} == {}
    quota = workers.quota
    if quota.pods is not None:
        assert running.total() <= quota.pods
    for limit, key, default in (
        (quota.cpu, "cpu", quota.default_cpu),
        (quota.memory, "memory", quota.default_memory),
    ):
        used = sum(
            amount(_limit(each.demand.settings, key, default)) * running[each.demand.name] for each in made.queues
        )
        assert limit is None or used <= amount(limit)


def _limit(service: QueueWorkersSettings, key: str, default: str) -> str:
    return str(service.template.get("resources", {}).get("limits", {}).get(key, default))


@settings(deadline=None)
@given(QUEUES, WORKERS, PLATFORMS, st.sampled_from([GPU, NODES]))
def test_no_resource_alone_is_worth_more_than_the_quota(
    queues: dict[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings,
) -> None:
    made, units = planned(queues, workers, platform, gpu), workers.quota.gpu_units

    for resource in {queue.demand.resource for queue in made.queues} - {None} if units is not None else ():
        sharing = [queue.demand for queue in made.queues if queue.demand.resource == resource]
        least = min(Fraction(str(each.settings.fraction)) / each.amount for each in sharing)
        assert int(made.hard[f"requests.{resource}"]) * least <= Fraction(str(units))


@settings(deadline=None)
@given(QUEUES, WORKERS, PLATFORMS, st.sampled_from([GPU, NODES]))
def test_what_no_queue_uses_is_forbidden(
    queues: dict[str, QueueWorkersSettings],
    workers: TenantWorkersSettings,
    platform: WorkerPlatformSettings,
    gpu: GpuSettings,
) -> None:
    made = planned(queues, workers, platform, gpu)
    used = {queue.demand.resource for queue in made.queues}
    cards = (
        {platform.card, *(queue.demand.card for queue in made.queues), "A100-40GB"} - {None} if gpu is NODES else CARDS
    )
    every = {"nvidia.com/gpu", *(resource for card in cards for resource in CARDS[str(card)].all_resources)}

    assert {made.hard.get(f"requests.{name}") for name in every - used} <= {"0"}
    if workers.quota.gpu_units is not None:
        assert {name for name in every & used if f"requests.{name}" not in made.hard} == set()


@settings(deadline=None)
@given(QUEUES, WORKERS, PLATFORMS)
def test_agent_and_gateway_always_have_room_twice(
    queues: dict[str, QueueWorkersSettings], workers: TenantWorkersSettings, platform: WorkerPlatformSettings
) -> None:
    made, quota, gateway = planned(queues, workers, platform, GPU), workers.quota, platform.gateway
    standing: list[AgentSettings | GatewaySettings] = [platform.agent]
    standing += [gateway] if gateway is not None and workers.gateway else []

    if quota.pods is not None:
        assert int(made.hard["pods"]) >= quota.pods + 2 * len(standing)
    if quota.cpu is not None:
        needed = 2 * sum(amount(each.cpu) for each in standing)
        assert amount(made.hard["requests.cpu"]) == amount(made.hard["limits.cpu"]) >= amount(quota.cpu) + needed
    if quota.memory is not None:
        needed = 2 * sum(amount(each.memory) for each in standing)
        assert amount(made.hard["requests.memory"]) >= amount(quota.memory) + needed
    revisions = sum(each.chart.history + 1 for each in standing)
    assert int(made.hard["secrets"]) > revisions


@given(QUEUES, WORKERS, PLATFORMS)
def test_every_queue_can_start_a_task(
    queues: dict[str, QueueWorkersSettings], workers: TenantWorkersSettings, platform: WorkerPlatformSettings
) -> None:
    made = planned(queues, workers, platform, GPU)

    for queue in made.queues:
        assert queue.max_pods >= 1
        assert started(made, [queue])[queue.demand.name] == 1
        asked = queue.demand
        if asked.resource is not None:
            assert int(made.hard.get(f"requests.{asked.resource}", asked.amount)) >= asked.amount
