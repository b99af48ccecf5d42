"""Warns if a tenant's quota of GPUs is more than the listed nodes can ever give.

The warning is limited to what is certain: MIG profiles come from `clearml:gpu.nodes` alone if there are no pools, whose
number of nodes is unknown, whereas whole cards and the injector's shares may come from other nodes. A quota that is too
high is no error, because the tasks beyond wait.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.plan.workers.tenant import QueuePlan, TenantPlan
from blueprint.settings.platform.gpu import GpuNodeSettings, GpuSettings
from blueprint.settings.words.gpu import fraction_text


@dataclass(frozen=True)
class Supply:
    """The GPUs of the listed nodes."""

    gpu: GpuSettings

    def gpus(self, profiles: Iterable[Profile]) -> int:
        """How many GPUs can be cut into one of the profiles."""
        names = tuple(profiles)
        return sum(len(node.gpus) for node in self._nodes() if any(self._per_gpu(node, each) for each in names))

    def instances(self, profile: Profile) -> int:
        """How many instances of a profile there can be if the GPUs have no other."""
        return sum(len(node.gpus) * self._per_gpu(node, profile) for node in self._nodes())

    def _nodes(self) -> Iterable[GpuNodeSettings]:
        return self.gpu.nodes.values()

    def _per_gpu(self, node: GpuNodeSettings, profile: Profile) -> int:
        """How many instances fit on one GPU; for a profile that only the settings name, an upper bound by slices."""
        card = CARDS[node.card]
        listed = card.named(profile.name)
        if listed is None and profile.name in self.gpu.profiles.get(node.card, {}).values():
            return card.slices // int(profile.name[0])
        return listed.per_gpu if listed else 0


def supply_warnings(plan: TenantPlan) -> Iterator[str]:
    """Warn if `gpuUnits` is more than the cards, or admits more tasks of a profile than their GPUs hold."""
    file, units, gpu = plan.place.file, plan.max_resources, plan.demand.gpu
    if units is None or gpu is None or not gpu.nodes or gpu.pools:
        return
    supply, queues = Supply(gpu), _by_profile(plan.queues)
    gpus = supply.gpus(queues)
    if _counts_cut_cards_only(plan.queues) and units > gpus:
        listed = f"clearml:gpu.nodes lists {gpus} GPU{'' if gpus == 1 else 's'} for its queues"
        yield f"{file}: workers.quota.gpuUnits: {fraction_text(units)}, while {listed}; tasks beyond that wait"
        return
    for profile, using in queues.items():
        most = min(plan.resources[f"requests.{profile.resource}"], sum(queue.max_pods for queue in using))
        if most > (there := supply.instances(profile)):
            found = f"{most} tasks of {profile.name} at once, while the GPUs of clearml:gpu.nodes hold {there}"
            yield f"{file}: workers.quota.gpuUnits: {fraction_text(units)} admits {found}; the others wait"


def _by_profile(queues: Iterable[QueuePlan]) -> dict[Profile, list[QueuePlan]]:
    groups: dict[Profile, list[QueuePlan]] = defaultdict(list)
    for queue in queues:
        if queue.demand.profile is not None:
            groups[queue.demand.profile].append(queue)
    return groups


def _counts_cut_cards_only(queues: Iterable[QueuePlan]) -> bool:
    """Whether `gpuUnits` limits parts of cut cards and nothing else; an explicit `usage` may count anything."""
    counted = [queue.demand for queue in queues if queue.demand.usage]
    plain = all(queue.profile is not None and queue.usage == queue.settings.fraction for queue in counted)
    return bool(counted) and plain
