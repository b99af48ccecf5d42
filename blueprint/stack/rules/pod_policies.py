"""Refuses agent values whose pods the tenant's own admission policies refuse, or do not see.

The policies are those of `blueprint.values.tenant.admission`. They judge pods that the agent creates, not those that
Kubernetes creates for a Job of the agent.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.explain import dotted
from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem, shown
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.merged.doors import Door, Path, look_up, source
from blueprint.values.listing.sites import tenant_site
from blueprint.values.tenant import agent
from blueprint.values.tenant.site import TenantSite

_JOBS = ("agentk8sglue", "taskAsJob")
_APPS = ("agentk8sglue", "appsQueue", "templateOverrides")
_PAIR = ("", "")


def pod_policy_problems(
    config: str,
    platform: PlatformSettings | None,
    tenants: Mapping[str, TenantSettings],
    plans: Mapping[str, TenantPlan] | None,
) -> Iterator[Problem]:
    """Find every such value. `config` is the stack's configuration; `plans` is None while they are invalid."""
    for tenant in tenants.values():
        plan = (plans or {}).get(tenant.slug)
        site = None if platform is None or plan is None else tenant_site(platform, tenant, plan)
        if site is not None:
            values, own = agent.values(site, "", _PAIR), _own(config, site)
            yield from _misplaced(site, values, own)
            yield from _unseen(site, values, own)


def _misplaced(site: TenantSite, values: Mapping[str, Any], own: list[Door]) -> Iterator[Problem]:
    doors = [*_of_queues(site), *own]
    for template in (*(_template(each.demand.name) for each in site.plan.queues), _APPS):
        for below, wanted, setting in _demands(site) if look_up(values, template) else ():
            found = look_up(values, (*template, *below))
            if found != wanted:
                # A value in place of the whole selector has no such label.
                file, path = source(doors, (*template, *(below[:1] if found is None else below)))
                expected = f"'{wanted}', by {setting}: the tenant's admission policy refuses other pods"
                yield Problem(file, path, shown(found, path), expected)


def _unseen(site: TenantSite, values: Mapping[str, Any], own: list[Door]) -> Iterator[Problem]:
    policies = [setting for _, _, setting in _demands(site)]
    if site.common.images:
        policies.append(f"{NAMESPACE}:workers.images")
    found = look_up(values, _JOBS)
    if policies and found:
        file, path = source(own, _JOBS)
        listed = ", ".join(dict.fromkeys(policies))
        yield Problem(file, path, shown(found, path), f"false: the policy of {listed} does not see the pods of Jobs")


def _demands(site: TenantSite) -> Iterator[tuple[Path, str, str]]:
    """What each pod must have: path in its template, value, and the setting that demands it."""
    for label, value in site.tenant.nodes.selector.items():
        yield ("nodeSelector", label), value, "workers.nodes.selector"
    if site.tenant.runtime_class is not None:
        yield ("runtimeClassName",), site.tenant.runtime_class, "workers.runtimeClass"


def _of_queues(site: TenantSite) -> Iterator[Door]:
    file = site.plan.place.file
    for each in site.plan.queues:
        name, settings = each.demand.name, each.demand.settings
        key, template = ("workers", "queues", name), _template(name)
        yield Door(file, dotted((*key, "nodeSelector")), settings.node_selector, (*template, "nodeSelector"))
        yield Door(file, dotted((*key, "template")), settings.template, template)


def _own(config: str, site: TenantSite) -> list[Door]:
    common = Door(config, f"{NAMESPACE}:workers.agent.chart.values", site.common.agent.chart.values)
    return [common, Door(site.plan.place.file, "workers.agentValues", site.tenant.agent_values)]


def _template(queue: str) -> Path:
    return ("agentk8sglue", "queues", queue, "templateOverrides")
