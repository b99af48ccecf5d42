"""Owns the warning that a tenant's quota of GPUs is more than the listed nodes can ever give.

Only what is certain is told: MIG profiles come from `clearml:gpu.nodes` alone, whole cards and the injector's shares
may come from elsewhere. It must not refuse: a limit above what there is limits nothing, and tasks wait.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.plan.workers.queue import QueuePlan
from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.platform.gpu import GpuNodeSettings, GpuSettings
from blueprint.settings.words.gpu import fraction_text


@dataclass(frozen=True)
class Supply:
    """What the listed nodes have."""

    gpu: GpuSettings

    def gpus(self, profiles: Iterable[Profile]) -> int:
        """How many GPUs can be cut into one of the profiles."""
        wanted = tuple(profiles)
        return sum(len(node.gpus) for node in self._nodes() if any(self._per_gpu(node, each) for each in wanted))

    def instances(self, profile: Profile) -> int:
        """How many of a profile there can be, when nothing else is on the GPUs."""
        return sum(len(node.gpus) * self._per_gpu(node, profile) for node in self._nodes())

    def _nodes(self) -> Iterable[GpuNodeSettings]:
        return self.gpu.nodes.values()

    def _per_gpu(self, node: GpuNodeSettings, profile: Profile) -> int:
        """A profile that only the settings name counts by its slices, which is never too few."""
        card = CARDS[node.card]
        named = card.named(profile.name)
        if named is None and profile.name in self.gpu.profiles.get(node.card, {}).values():
            return card.slices // int(profile.name[0])
        return named.per_gpu if named else 0


def supply_warnings(file: str, plan: TenantPlan, gpu: GpuSettings | None) -> Iterator[str]:
    """Say that `gpuUnits` is more than the cards, or lets more tasks of a profile run than their GPUs hold."""
    units = plan.max_resources
    if units is None or gpu is None or not gpu.nodes:
        return
    supply, queues = Supply(gpu), _by_profile(plan.queues)
    gpus = supply.gpus(queues)
    if _counts_cut_cards_only(plan.queues) and units > gpus:
        listed = f"clearml:gpu.nodes lists {gpus} GPU{'' if gpus == 1 else 's'} for its queues"
        yield f"{file}: workers.quota.gpuUnits: {fraction_text(units)}, while {listed}; tasks beyond wait"
        return
    for profile, using in queues.items():
        most = min(plan.resources[f"requests.{profile.resource}"], sum(queue.max_pods for queue in using))
        if most > (there := supply.instances(profile)):
            found = f"{most} tasks of {profile.name} at once, while the GPUs of clearml:gpu.nodes hold {there}"
            yield f"{file}: workers.quota.gpuUnits: {fraction_text(units)} admits {found}; the others wait"


def _by_profile(queues: Iterable[QueuePlan]) -> dict[Profile, list[QueuePlan]]:
    found: dict[Profile, list[QueuePlan]] = defaultdict(list)
    for queue in queues:
        if queue.profile is not None:
            found[queue.profile].append(queue)
    return found


def _counts_cut_cards_only(queues: Iterable[QueuePlan]) -> bool:
    """Whether `gpuUnits` limits parts of cut cards and nothing else; a `usage` of its own may count anything."""
    counted = [queue for queue in queues if queue.usage]
    plain = all(queue.profile is not None and queue.usage == queue.service.fraction for queue in counted)
    return bool(counted) and plain
