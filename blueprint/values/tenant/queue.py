"""Helm values of one of an agent's queues: the pod template of its tasks, and how many may run."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from blueprint.plan.workers.queue import QueueDemand
from blueprint.plan.workers.tenant import QueuePlan
from blueprint.settings.platform.workers import AgentSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.words.gpu import fraction_text
from blueprint.settings.words.named_lists import merged_by_name
from blueprint.values.common.merge import overlay
from blueprint.values.tenant.placement import of_tasks

BILLING = {"billing-monitored": "true"}
"""Pod label that the billing chart's watcher counts (guide)."""
FRACTION = "clear.ml/fraction-1"
"""Not a Kubernetes resource: the Enterprise agent removes it from the template and reports by it how much of a card the
task has (clearml-agent, helper/resource_monitor.py)."""
INJECTOR = "clearml-injector/fraction"
"""Pod label by which ClearML's fractional GPU injector recognizes a task's share; from 1.3.0 on the injector requests
the card itself (vendor's page on the injector)."""
NO_GPU: Final = {"name": "NVIDIA_VISIBLE_DEVICES", "value": "void"}
"""Variable of tasks without a GPU. NVIDIA's images request all GPUs by this variable; where unprivileged containers may
not do that, which this program sets on GPU nodes, such a container does not start (NVIDIA/k8s-device-plugin#203)."""
Values = dict[str, Any]


def values(plan: QueuePlan, agent: AgentSettings, tenant: TenantWorkersSettings) -> Values:
    """Return the queue's entry under agentk8sglue.queues; the `template` in the tenant's file takes precedence."""
    settings = plan.demand.settings
    return {
        "templateOverrides": overlay(
            {**_template(plan.demand, agent), **of_tasks(tenant, settings)}, settings.template
        ),
        "queueSettings": {
            "maxPods": plan.max_pods,
            **({} if settings.image is None else {"defaultImage": settings.image}),
        },
    }


def _template(queue: QueueDemand, agent: AgentSettings) -> Values:
    billing = BILLING if agent.billing_label else {}
    share = {} if queue.injector is None else {INJECTOR: queue.injector}
    return {
        "labels": {agent.usage_label: fraction_text(queue.usage), **billing, **share},
        **({} if queue.settings.fraction else {"env": [dict(NO_GPU)]}),
        **_resources(queue),
    }


def _resources(queue: QueueDemand) -> Values:
    """Whole cards need no share: the agent counts a card as one unless the template has a share."""
    if queue.resource is None:
        return {}
    share = {FRACTION: fraction_text(queue.settings.fraction or 1)} if queue.profile else {}
    return {"resources": {"limits": {queue.resource: queue.amount, **share}}}


def keep_base_environment(values: Values) -> Values:
    """Return the agent's values with the variables of `basePodTemplate` in each queue that has variables of its own.

    The chart takes a queue's list in place of the base's (public Enterprise chart of 2022, templates/_helpers.tpl).
    """
    glue = values.get("agentk8sglue")
    if not isinstance(glue, Mapping) or not isinstance(glue.get("basePodTemplate"), Mapping):
        return values
    queues = dict(_with_variables(glue.get("queues"), glue["basePodTemplate"].get("env")))
    return overlay(values, {"agentk8sglue": {"queues": queues}}) if queues else values


def _with_variables(queues: Any, base: Any) -> Iterator[tuple[str, Values]]:
    for name, entry in queues.items() if isinstance(queues, Mapping) else ():
        template = entry.get("templateOverrides") if isinstance(entry, Mapping) else None
        merged = merged_by_name(base, template.get("env")) if isinstance(template, Mapping) else None
        if merged is not None:
            yield name, {"templateOverrides": {"env": merged}}
