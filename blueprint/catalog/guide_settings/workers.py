"""Owns where the Helm values of the agent's and the gateway's charts go: the tenants' workers."""

from blueprint.catalog.guide_settings.row import ALWAYS, TENANT_FILE, GuideSetting

_AGENT = "chart clearml-enterprise-agent"
_ENVIRONMENT = "environment of the agent"
_GATEWAY = "chart clearml-enterprise-app-gateway"
_RESOURCES = "agentk8sglue.monitoredResources"
_QUEUE = "agentk8sglue.queues.<queue>"
_TEMPLATE = f"{_QUEUE}.templateOverrides"
_PULL = "Secret clearml-registry in the tenant's namespace"
_IN_CLEAR = "in the release's values in the guide"
_CUT = "fits an A100 of 40 GB alone; on any other card the guide's pods wait for ever"


def _queue(key: str) -> str:
    return f"{TENANT_FILE}workers.queues.<queue>.{key}"


def _section(key: str) -> str:
    return f"{TENANT_FILE}workers.{key}"


_AGENT_ROWS = (
    GuideSetting("imageCredentials.password", _AGENT, "registryToken", _PULL, _IN_CLEAR),
    GuideSetting(
        "clearml.agentk8sglueKey",
        _AGENT,
        f"{TENANT_FILE}credentials",
        "Secret clearml-agent-credentials, by clearml.existingAgentk8sglueSecret",
        _IN_CLEAR,
    ),
    GuideSetting(
        "clearml.agentk8sglueSecret",
        _AGENT,
        f"{TENANT_FILE}credentials",
        "Secret clearml-agent-credentials; a new generation restarts the agent",
        _IN_CLEAR,
    ),
    GuideSetting("agentk8sglue.extraEnvs", _AGENT, ALWAYS, "the variables below"),
    GuideSetting(
        "agentk8sglue.image.tag",
        _AGENT,
        "workers.agent.imageTag",
        "agentk8sglue.image.tag",
        "a release candidate that charts from 6.12.3 cannot run; the chart's own unless told",
    ),
    GuideSetting(
        f"{_RESOURCES}.maxResources",
        _AGENT,
        _section("quota.gpuUnits"),
        f"{_RESOURCES}.maxResources, and the namespace's ResourceQuota",
        "the guide's limit is the agent's alone: whoever may make pods passes it by",
    ),
    *(
        GuideSetting(
            f"{_RESOURCES}.{name}",
            _AGENT,
            "workers.agent.usageLabel",
            f"{_RESOURCES}.{name}: metadata|labels|<label>",
            "the label is `clear.ml/resource-usage` unless told, as on the newest pages",
        )
        for name in ("minResourcesFieldName", "maxResourcesFieldName")
    ),
    GuideSetting(
        "agentk8sglue.apiServerUrlReference",
        _AGENT,
        "workers.urls",
        "URL of the API's Service, or its public one",
    ),
    *(
        GuideSetting(
            f"agentk8sglue.{part}ServerUrlReference",
            _AGENT,
            "controlPlane.baseDomain, controlPlane.hosts",
            "public URL: it stands in results that browsers open",
        )
        for part in ("file", "web")
    ),
    GuideSetting("agentk8sglue.defaultContainerImage", _AGENT, "workers.agent.defaultImage", "image of tasks"),
    GuideSetting(
        "agentk8sglue.debugMode", _AGENT, "workers.agent.debug", "agentk8sglue.debugMode", "off unless asked for"
    ),
    GuideSetting(
        "agentk8sglue.createQueues",
        _AGENT,
        ALWAYS,
        "false: resource Queue makes the queues",
        "true in the guide: the agent would make a queue again that was taken away",
    ),
)
_QUEUE_ROWS = (
    GuideSetting(
        f"{_TEMPLATE}.labels.required-resources",
        _AGENT,
        _queue("usage"),
        "pod label of workers.agent.usageLabel; the fraction unless told",
    ),
    GuideSetting(
        f"{_TEMPLATE}.labels.billing-monitored", _AGENT, "workers.agent.billingLabel", "pod label, on unless told"
    ),
    GuideSetting(
        f"{_TEMPLATE}.resources.limits.nvidia.com/mig-<profile>",
        _AGENT,
        _queue("fraction"),
        "the profile of that fraction on the tenant's card; every other one has a quota of 0",
        _CUT,
    ),
    GuideSetting(
        f"{_TEMPLATE}.resources.limits.clear.ml/fraction-1",
        _AGENT,
        _queue("fraction"),
        "the same limit, beside the profile: the agent takes it out and reports by it",
    ),
    GuideSetting(
        f"{_QUEUE}.queueSettings.maxPods",
        _AGENT,
        _queue("maxPods"),
        "queueSettings.maxPods",
        "nothing keeps the guide's below a quota, and a pod beyond one is a failed task",
    ),
)
_SESSION_ROWS = (
    GuideSetting("sessions.portModeEnabled", _AGENT, _section("sessions"), "on where the file has the section"),
    GuideSetting("sessions.agentID", _AGENT, ALWAYS, "the namespace"),
    GuideSetting("sessions.externalIP", _AGENT, _section("sessions.address"), "sessions.externalIP"),
    GuideSetting(
        "sessions.startingPort",
        _AGENT,
        _section("sessions.slot"),
        "one below the tenant's first port, since the chart counts from 1",
        "left to the operator's care in the guide; ranges that overlap are refused here",
    ),
    GuideSetting("sessions.maxServices", _AGENT, _section("sessions.size"), "sessions.maxServices, and the quota"),
)
_VARIABLES = (
    GuideSetting("CLEARML_K8S_SUPPORT_SUSPENSION", _ENVIRONMENT, "workers.agent.suspension", "the variable, 1"),
    GuideSetting(
        "CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY",
        _ENVIRONMENT,
        _section("nodePorts"),
        "the variable, where there are session ports",
    ),
    GuideSetting("CLEARML_AGENT_REDIS_HOST", _ENVIRONMENT, "redis.mode, redis.external.host", "the Redis in use"),
    GuideSetting("CLEARML_AGENT_REDIS_PORT", _ENVIRONMENT, "redis.external.port", "its port"),
    GuideSetting("CLEARML_AGENT_REDIS_DB", _ENVIRONMENT, "redis.database", "its database"),
    GuideSetting(
        "CLEARML_AGENT_REDIS_PASSWORD",
        _ENVIRONMENT,
        "redisPassword",
        "Secret clearml-redis in the tenant's namespace",
        "printed in the guide",
    ),
)
_GATEWAY_ROWS = (
    GuideSetting("imageCredentials.password", _GATEWAY, "registryToken", _PULL, _IN_CLEAR),
    GuideSetting("clearml.apiServerUrlReference", _GATEWAY, "workers.urls", "as the agent's"),
    *(
        GuideSetting(
            f"clearml.{name}",
            _GATEWAY,
            f"{TENANT_FILE}credentials",
            "Secret clearml-gateway-credentials; in values where workers.gateway.credentials says so",
            "never the chart's spelling: apiKey, apiSecret, and authCookieName, which the guide leaves out",
        )
        for name in ("apiserverKey", "apiserverSecret")
    ),
    GuideSetting("ingress.enabled", _GATEWAY, _section("gateway"), "true; without the section there is no gateway"),
    GuideSetting(
        "ingress.hostName",
        _GATEWAY,
        _section("gateway.host"),
        "ingress.hostName",
        "nothing keeps two tenants of the guide from one host, or a host from another cookie domain",
    ),
)

ROWS = (*_AGENT_ROWS, *_QUEUE_ROWS, *_SESSION_ROWS, *_VARIABLES, *_GATEWAY_ROWS)
