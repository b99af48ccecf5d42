"""Where a tenant's pods run: dedicated nodes for all of them, and a runtime class for tasks."""

from collections.abc import Iterable
from typing import Any

from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings, TolerationSettings

Values = dict[str, Any]


def of_every_pod(tenant: TenantWorkersSettings) -> Values:
    """Node selector and tolerations, as agent and gateway have them; empty without dedicated nodes."""
    return _filled({"nodeSelector": dict(tenant.nodes.selector), "tolerations": _taints(tenant.nodes.tolerations)})


def of_applications(tenant: TenantWorkersSettings) -> Values:
    """The part of the template of pods that no queue under `workers.queues` starts: the nodes and the runtime class."""
    return {**of_every_pod(tenant), **_filled({"runtimeClassName": tenant.runtime_class})}


def of_tasks(tenant: TenantWorkersSettings, queue: QueueWorkersSettings) -> Values:
    """The part of a queue's pod template: the tenant's nodes and the queue's, and the runtime class."""
    return _filled(
        {
            "nodeSelector": {**tenant.nodes.selector, **queue.node_selector},
            "tolerations": _taints((*tenant.nodes.tolerations, *queue.tolerations)),
            "runtimeClassName": tenant.runtime_class,
        }
    )


def _filled(values: Values) -> Values:
    return {key: value for key, value in values.items() if value}


def _taints(taints: Iterable[TolerationSettings]) -> list[Values]:
    return [_toleration(each) for each in taints]


def _toleration(taint: TolerationSettings) -> Values:
    value = {"operator": "Exists"} if taint.value is None else {"operator": "Equal", "value": taint.value}
    return {"key": taint.key, **value, **({} if taint.effect is None else {"effect": taint.effect})}
