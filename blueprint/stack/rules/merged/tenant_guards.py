"""Paths in the values of agent and gateway at which the generated value must stay, each with what to use instead."""

from collections.abc import Iterator

from blueprint.settings.platform.workers import AgentSettings
from blueprint.stack.rules.merged.doors import ANY
from blueprint.stack.rules.merged.guards import Guard
from blueprint.values.tenant.queue import BILLING, FRACTION, INJECTOR

_GLUE = ("agentk8sglue",)
_QUEUE = (*_GLUE, "queues", ANY)
_TEMPLATE = (*_QUEUE, "templateOverrides")
_BASE = (*_GLUE, "basePodTemplate")
_OLD = ("enterpriseFeatures",)
"""Where the public Enterprise chart 5.0.1 has some of these keys."""
_UNITS = "workers.quota.gpuUnits, which quota and agent both follow"
_ANYWHERE = "no rights outside the tenant's namespace"
_CAP = "workers.queues.<name>.maxPods and workers.quota.pods, which the agent follows"

_ONE_POD = "1, because the quota counts one pod"
_ACCOUNT = "the account that the chart gives tasks; another one has its own rights in the cluster"


def _everywhere(key: str, expected: str) -> tuple[Guard, Guard]:
    return Guard((*_GLUE, *key.split(".")), expected), Guard((*_OLD, *key.split(".")), expected)


AGENT_GUARDS = (
    Guard((*_QUEUE, "queueSettings", "maxPods"), "workers.queues.<name>.maxPods, which the quota follows"),
    Guard(
        (*_TEMPLATE, "resources"),
        "fraction, card and template.resources of workers.queues.<name>, which the quota follows",
    ),
    Guard((*_GLUE, "replicaCount"), _ONE_POD, default=1),
    Guard((*_OLD, "queues"), "the queues under workers.queues"),
    *_everywhere("maxPods", _CAP),
    *_everywhere("monitoredResources.maxResources", _UNITS),
    *_everywhere("monitoredResources.minResourcesFieldName", "clearml:workers.agent.usageLabel"),
    *_everywhere("monitoredResources.maxResourcesFieldName", "clearml:workers.agent.usageLabel"),
    *_everywhere("createQueues", "workers.queues; the agent would create deleted queues again"),
    *_everywhere("serviceAccountClusterAccess", _ANYWHERE),
    Guard((*_GLUE, "additionalClusterRoleBindings"), _ANYWHERE),
    Guard((*_GLUE, "extraEnvs", "CLEARML_K8S_GLUE_MONITOR_ALL_NAMESPACES", "value"), _ANYWHERE),
    Guard((*_GLUE, "extraEnvs", "K8S_GLUE_MAX_PODS", "value"), _CAP),
    Guard((*_BASE, "resources"), "template.resources of each queue under workers.queues, which the quota follows"),
    *(
        Guard(("sessions", key), "workers.sessions and workers.nodePorts, whose ports belong to this tenant alone")
        for key in ("portModeEnabled", "svcType", "startingPort", "maxServices")
    ),
)
"""Compared with the values of the same queues and templates, without `agentValues` and the chart's own values."""

APPLICATIONS_GUARD = Guard(
    (*_GLUE, "appsQueue", "enabled"), "true; clearml:controlPlane.applicationQueue has tenants' agents run applications"
)
"""Where the settings have the agent run its tenant's applications; otherwise no agent would start them."""

GATEWAY_GUARDS = (
    Guard(("replicaCount",), _ONE_POD, default=1),
    Guard(("ingress", "hostName"), "workers.gateway.host, which no other tenant has"),
    Guard(("ingress", "hostname"), "workers.gateway.host, which no other tenant has"),
    Guard(("streamSession", "service", "type"), "workers.gateway.stream, whose ports belong to this tenant alone"),
    Guard(("streamSession", "portRange"), "workers.gateway.stream, whose ports belong to this tenant alone"),
)


def template_guards(agent: AgentSettings) -> Iterator[Guard]:
    """Account of tasks; labels and shares by which agent, billing and injector count.

    Compared with the values without any template.
    """
    usage = "workers.queues.<name>.usage, which the quota follows"
    yield Guard((*_TEMPLATE, "labels", agent.usage_label), usage)
    yield Guard((*_BASE, "labels", agent.usage_label), usage)
    yield Guard(
        (*_TEMPLATE, "labels", INJECTOR), "workers.queues.<name>.injector and fraction, which the quota follows"
    )
    yield Guard(
        (*_TEMPLATE, "resources", "limits", FRACTION), "workers.queues.<name>.fraction, which the quota follows"
    )
    for place in (_TEMPLATE, _BASE):
        for key in ("serviceAccountName", "serviceAccount"):
            yield Guard((*place, key), _ACCOUNT)
    for key in BILLING if agent.billing_label else ():
        yield Guard((*_TEMPLATE, "labels", key), "clearml:workers.agent.billingLabel, by which usage is billed")
