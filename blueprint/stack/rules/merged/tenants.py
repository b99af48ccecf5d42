"""Judges what Helm gets for a tenant's agent and gateway: nothing in it may undo quota, ports and isolation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from blueprint.catalog.charts import AGENT, GATEWAY
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.chart import ChartSettings
from blueprint.stack.rules.merged.chart_doors import plain_door, secret_doors, with_placeholders
from blueprint.stack.rules.merged.doors import Door, look_up, source
from blueprint.stack.rules.merged.guards import guard_problems
from blueprint.stack.rules.merged.host import host_problems
from blueprint.stack.rules.merged.misspelt import key_problems
from blueprint.stack.rules.merged.rights import object_problems, role_problems
from blueprint.stack.rules.merged.tenant_guards import (
    AGENT_GUARDS,
    APPLICATIONS_GUARD,
    GATEWAY_GUARDS,
    template_guards,
)
from blueprint.values.tenant import agent, gateway
from blueprint.values.tenant.site import TenantSite

_PAIR = ("", "")
_QUEUES = ("agentk8sglue", "queues")
_LEVEL = f"{NAMESPACE}:workers.podSecurity"


def tenant_problems(config: str, site: TenantSite) -> Iterator[Problem]:
    """Find what free-form values undo. `config` is the file of the stack's configuration."""
    yield from _agent_problems(config, site)
    if site.has_gateway:
        yield from _gateway_problems(config, site)


def _agent_problems(config: str, site: TenantSite) -> Iterator[Problem]:
    file, chart = site.plan.place.file, site.common.agent.chart
    own = [plain_door(config, "workers.agent", chart), Door(file, "workers.agentValues", site.tenant.agent_values)]
    own.extend(secret_doors(config, "workers.agent", chart))
    templates = [_template(file, queue.demand.name, queue.demand.settings.template) for queue in site.plan.queues]
    merged, planned = with_placeholders(_agent(site), chart), _agent(_without_values(site))
    yield from guard_problems(own, planned, merged, AGENT_GUARDS)
    if look_up(planned, APPLICATIONS_GUARD.path):
        yield from guard_problems(own, planned, merged, [APPLICATIONS_GUARD])
    plain = _agent(_without_templates(_without_values(site)))
    yield from guard_problems([*templates, *own], plain, merged, template_guards(site.common.agent))
    yield from _queue_problems(own, look_up(planned, _QUEUES), look_up(merged, _QUEUES))
    yield from role_problems(own, merged)
    yield from object_problems(own)
    yield from host_problems([*templates, *own], site.common.pod_security, _LEVEL)
    for door in own:
        yield from key_problems(door, AGENT.name)


def _queue_problems(own: Sequence[Door], planned: Mapping[str, Any], merged: Any) -> Iterator[Problem]:
    if not isinstance(merged, Mapping):
        yield Problem(*source(own, _QUEUES), "queues that no quota counts", "the queues under workers.queues")
        return
    for name in sorted(set(merged) - set(planned)):
        where = source(own, (*_QUEUES, name))
        yield Problem(*where, "a queue that no quota counts", f"the queue under {dotted(('workers', 'queues', name))}")


def _gateway_problems(config: str, site: TenantSite) -> Iterator[Problem]:
    chart = ChartSettings() if site.common.gateway is None else site.common.gateway.chart
    own = [plain_door(config, "workers.gateway", chart)]
    own.append(Door(site.plan.place.file, "workers.gatewayValues", site.tenant.gateway_values))
    own.extend(secret_doors(config, "workers.gateway", chart))
    planned = gateway.values(_without_values(site), "", _PAIR)
    merged = with_placeholders(gateway.values(site, "", _PAIR), chart)
    yield from guard_problems(own, planned, merged, GATEWAY_GUARDS)
    yield from object_problems(own)
    yield from host_problems(own, site.common.pod_security, _LEVEL)
    for door in own:
        yield from key_problems(door, GATEWAY.name)


def _agent(site: TenantSite) -> dict[str, Any]:
    return agent.values(site, "", _PAIR)


def _template(file: str, queue: str, template: Mapping[str, Any]) -> Door:
    return Door(
        file, dotted(("workers", "queues", queue, "template")), template, (*_QUEUES, queue, "templateOverrides")
    )


def _without_values(site: TenantSite) -> TenantSite:
    """The site without the free-form values of agent and gateway."""
    common, gateways = site.common, site.common.gateway
    parts = {"agent": common.agent.model_copy(update={"chart": _bare(common.agent.chart)})}
    bare = None if gateways is None else gateways.model_copy(update={"chart": _bare(gateways.chart)})
    return replace(
        site,
        common=common.model_copy(update={**parts, "gateway": bare}),
        tenant=site.tenant.model_copy(update={"agent_values": {}, "gateway_values": {}}),
    )


def _bare(chart: ChartSettings) -> ChartSettings:
    return chart.model_copy(update={"values": {}})


def _without_templates(site: TenantSite) -> TenantSite:
    queues = tuple(
        replace(
            queue,
            demand=replace(queue.demand, settings=queue.demand.settings.model_copy(update={"template": {}})),
        )
        for queue in site.plan.queues
    )
    return replace(site, plan=replace(site.plan, queues=queues))
