"""Helm values of a tenant's agent (chart `clearml-enterprise-agent`), with those of its queues.

The values name Kubernetes Secrets and hold none, but for charts that do not read the Secret of the key pair
(`agent.credentials`). The chart is not public: keys are those of the vendor's guide and
pages and of the open chart `clearml-agent`. `agent.chart.values` and the tenant's `agentValues` take precedence.

No value sets the account of tasks' pods: charts from 6.9.6 on create one beside the agent's, and no public page names a
key for it; older charts give tasks the agent's account (`blueprint.catalog.charts.TRAPS`).
"""

from collections.abc import Iterator
from typing import Any

from blueprint.plan.applications import applications_per_tenant, tenant_applications
from blueprint.plan.charts.agent_credentials import agent_credentials
from blueprint.settings.platform.workers import AgentSettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.merge import overlay
from blueprint.values.common.mirror import image_registry
from blueprint.values.common.outbound import custom_certificates, proxy_environment
from blueprint.values.names import (
    AGENT_CREDENTIALS,
    REDIS_CREDENTIALS,
    REDIS_PASSWORD_KEY,
    SECRETS_CHECKSUM,
)
from blueprint.values.tenant import queue
from blueprint.values.tenant.placement import of_applications, of_every_pod
from blueprint.values.tenant.site import TenantSite

Values = dict[str, Any]


def values(site: TenantSite, checksum: Any, pair: tuple[Any, Any] | None = None) -> Values:
    """Return the values.

    `checksum` changes with the Secrets that the agent reads, so that new credentials restart it: a text, or a Pulumi
    Output of one. `pair` is access key and secret key, as secret Outputs, for `agent.credentials` other than `secret`.
    Raises ValueError for a pair that is missing, and if the settings describe no server.
    """
    agent = site.common.agent
    generated: Values = {
        **image_registry(site.platform.registry),
        **custom_certificates(site.cluster.certificates, propagateToTasks=True),
        "imageCredentials": image_credentials("extraImagePullSecrets"),
        "clearml": _credentials(agent, pair),
        "agentk8sglue": {
            **_urls(site),
            **_container(site, checksum),
            "defaultContainerImage": agent.default_image,
            "debugMode": agent.debug,
            # The program manages the queues: the agent would create a deleted one again, without tags.
            "createQueues": False,
            "queues": {each.demand.name: queue.values(each, agent, site.tenant) for each in site.plan.queues},
            "monitoredResources": _limit(site),
            **_caps(site),
            "extraEnvs": [*_environment(site), *_proxy(site)],
            **({"basePodTemplate": base} if (base := _base(site)) else {}),
        },
        "sessions": _sessions(site),
    }
    if agent.fullname is not None:
        generated["fullnameOverride"] = agent.fullname
    merged = overlay(overlay(generated, agent.chart.values), site.tenant.agent_values)
    return queue.keep_base_environment(merged)


def _credentials(agent: AgentSettings, pair: tuple[Any, Any] | None) -> Values:
    if agent_credentials(agent) == "secret":
        return {"existingAgentk8sglueSecret": AGENT_CREDENTIALS}
    if pair is None:
        raise ValueError("no key pair for the chart's agentk8sglueKey")
    return dict(zip(("agentk8sglueKey", "agentk8sglueSecret"), pair, strict=True))


def _urls(site: TenantSite) -> Values:
    """Files and web always have public URLs: they are written into tasks' results, which users open in a browser.

    All three are always set: the default is the vendor's own service, or nip.io since chart 6.13.4.
    """
    return {
        "apiServerUrlReference": site.agent_api_url,
        "fileServerUrlReference": site.server.files_url,
        "webServerUrlReference": site.server.app_url,
    }


def _container(site: TenantSite, checksum: Any) -> Values:
    """The agent's own pod. The quota also counts what its init container requests."""
    agent = site.common.agent
    amounts = {"cpu": agent.cpu, "memory": agent.memory}
    resources = {"requests": amounts, "limits": dict(amounts)}
    return {
        **({} if agent.image_tag is None else {"image": {"tag": agent.image_tag}}),
        "annotations": {SECRETS_CHECKSUM: checksum},
        **of_every_pod(site.tenant),
        "resources": resources,
        "initContainers": {"resources": resources},
    }


def _caps(site: TenantSite) -> Values:
    """The cap of all queues together, and the queue of applications if the tenant's agent runs them.

    INF: `agentk8sglue.maxPods`. It was `enterpriseFeatures.maxPods`, 10 by default, in the last public chart with that
    section, whose other keys are under agentk8sglue now; chart 6.10.4 raised the default.
    INF: `agentk8sglue.appsQueue.templateOverrides`, as in `queues`; `_base` has the same for charts without it.
    """
    control_plane = site.platform.control_plane
    if control_plane is None or not applications_per_tenant(control_plane):
        return {"maxPods": site.plan.max_tasks}
    placed = of_applications(site.tenant)
    queue_of_apps = {"enabled": True, **({"templateOverrides": placed} if placed else {})}
    return {"maxPods": site.plan.max_tasks + tenant_applications(control_plane), "appsQueue": queue_of_apps}


def _base(site: TenantSite) -> Values:
    """The template under those of all queues, whose selectors and lists have the same entries and their own."""
    control_plane, proxy = site.platform.control_plane, _proxy(site)
    with_apps = control_plane is not None and applications_per_tenant(control_plane)
    return {**({"env": proxy} if proxy else {}), **(of_applications(site.tenant) if with_apps else {})}


def _limit(site: TenantSite) -> Values:
    """The label that the agent sums up over its pods; without a quota the sum has no limit."""
    field = f"metadata|labels|{site.common.agent.usage_label}"
    units = site.plan.max_resources
    return {
        **({} if units is None else {"maxResources": int(units) if units == int(units) else units}),
        "minResourcesFieldName": field,
        "maxResourcesFieldName": field,
    }


def _proxy(site: TenantSite) -> list[Values]:
    """Variables of the cluster's proxy, for the agent and for its tasks."""
    names = site.server
    return proxy_environment(site.cluster.proxy, (f".{names.base_domain}", names.service_host("apiserver")))


def _environment(site: TenantSite) -> Iterator[Values]:
    """The list replaces the chart's, which is empty in the open chart; variables in the settings are merged by name."""
    if site.common.agent.suspension:
        yield _variable("CLEARML_K8S_SUPPORT_SUSPENSION", "1")
    if site.plan.place.sessions and site.tenant.node_ports == "on-request":
        yield _variable("CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY", "1")
    # With a template module the agent would watch the pods of every namespace, for which it has no permission.
    yield _variable("CLEARML_K8S_GLUE_MONITOR_ALL_NAMESPACES", "0")
    redis = site.redis
    if redis is not None:
        yield _variable("CLEARML_AGENT_REDIS_HOST", redis.host)
        yield _variable("CLEARML_AGENT_REDIS_PORT", str(redis.port))
        yield _variable("CLEARML_AGENT_REDIS_DB", str(redis.database))
        password = {"secretKeyRef": {"name": REDIS_CREDENTIALS, "key": REDIS_PASSWORD_KEY}}
        yield {"name": "CLEARML_AGENT_REDIS_PASSWORD", "valueFrom": password}


def _variable(name: str, value: str) -> Values:
    return {"name": name, "value": value}


def _sessions(site: TenantSite) -> Values:
    """NodePorts of sessions. Session i, from 1, has startingPort + i, so startingPort is one below the first port."""
    ports, sessions = site.plan.place.sessions, site.tenant.sessions
    if ports is None or sessions is None:
        return {"portModeEnabled": False}
    return {
        "portModeEnabled": True,
        # Distinguishes agents in the pods' labels; a namespace has one agent.
        "agentID": site.namespace,
        "externalIP": sessions.address,
        "svcType": "NodePort",
        "startingPort": ports.start - 1,
        "maxServices": len(ports),
    }
