"""Owns the Helm values of a tenant's agent (chart `clearml-enterprise-agent`); one queue's: `blueprint.values.tenant.queue`.

Secrets come by the names of Kubernetes Secrets only. The chart is closed: keys are those of the vendor's guide and
pages and of the open chart `clearml-agent`; `agent.chart.values` and the tenant's `agentValues` have the last word.

The account of tasks' pods is no value of ours: charts from 6.9.6 on make one beside the agent's, and no public page
names a key for it; older ones give tasks the agent's own (`blueprint.catalog.charts.TRAPS`).
"""

from collections.abc import Iterator
from typing import Any

from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.merge import overlay
from blueprint.values.names import AGENT_CREDENTIALS, REDIS_CREDENTIALS, REDIS_PASSWORD_KEY, SECRETS_CHECKSUM
from blueprint.values.tenant import queue
from blueprint.values.tenant.site import TenantSite

Values = dict[str, Any]


def values(site: TenantSite, checksum: Any) -> Values:
    """Return the values.

    `checksum` stands for the content of the Secrets that the agent reads, so that a new generation of keys restarts it:
    a text, or a Pulumi Output of one. Raises ValueError where the settings describe no server.
    """
    agent = site.common.agent
    generated: Values = {
        "imageCredentials": image_credentials(),
        "clearml": {"existingAgentk8sglueSecret": AGENT_CREDENTIALS},
        "agentk8sglue": {
            **_urls(site),
            **_container(site, checksum),
            "defaultContainerImage": agent.default_image,
            "debugMode": agent.debug,
            # The program owns the queues: the agent would make one again that was taken away, and without its tags.
            "createQueues": False,
            "queues": {each.demand.name: queue.values(each, agent) for each in site.plan.queues},
            "monitoredResources": _limit(site),
            "extraEnvs": list(_environment(site)),
        },
        "sessions": _sessions(site),
    }
    if agent.fullname is not None:
        generated["fullnameOverride"] = agent.fullname
    return overlay(overlay(generated, agent.chart.values), site.tenant.agent_values)


def _urls(site: TenantSite) -> Values:
    """Files and web are always public: their URLs are written into tasks' results, which people's browsers open.

    All three are always given: forgotten ones mean the vendor's own service, or nip.io since chart 6.13.4.
    """
    return {
        "apiServerUrlReference": site.api_url,
        "fileServerUrlReference": site.server.files_url,
        "webServerUrlReference": site.server.app_url,
    }


def _container(site: TenantSite, checksum: Any) -> Values:
    """The agent's own pod. Its init container counts against the quota too, as much as it asks for alone."""
    agent = site.common.agent
    amounts = {"cpu": agent.cpu, "memory": agent.memory}
    resources = {"requests": amounts, "limits": dict(amounts)}
    return {
        **({} if agent.image_tag is None else {"image": {"tag": agent.image_tag}}),
        "annotations": {SECRETS_CHECKSUM: checksum},
        "resources": resources,
        "initContainers": {"resources": resources},
    }


def _limit(site: TenantSite) -> Values:
    """What the agent sums up over its pods; without a quota the sum is only looked at, never a limit."""
    field = f"metadata|labels|{site.common.agent.usage_label}"
    most = site.plan.max_resources
    return {
        **({} if most is None else {"maxResources": int(most) if most == int(most) else most}),
        "minResourcesFieldName": field,
        "maxResourcesFieldName": field,
    }


def _environment(site: TenantSite) -> Iterator[Values]:
    """The chart's list is replaced whole by ours; it is empty in the open chart. The settings' own merge by name."""
    if site.common.agent.suspension:
        yield _variable("CLEARML_K8S_SUPPORT_SUSPENSION", "1")
    if site.plan.place.sessions and site.tenant.node_ports == "on-request":
        yield _variable("CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY", "1")
    # With a template module the agent would watch the pods of every namespace, which it has no right to.
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
    """NodePorts of sessions. Session i has startingPort + i, from 1 on, so startingPort is one below the range's."""
    ports, known = site.plan.place.sessions, site.tenant.sessions
    if ports is None or known is None:
        return {"portModeEnabled": False}
    return {
        "portModeEnabled": True,
        # Tells agents apart in the pods' labels; a namespace is one agent's alone.
        "agentID": site.namespace,
        "externalIP": known.address,
        "svcType": "NodePort",
        "startingPort": ports.start - 1,
        "maxServices": len(ports),
    }
