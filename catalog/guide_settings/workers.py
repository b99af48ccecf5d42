"""Owns the Helm values of the agent's and the gateway's charts: the tenants' workers, not automated yet."""

from catalog.guide_settings.row import WORKERS, GuideSetting

_AGENT = "chart clearml-enterprise-agent"
_GATEWAY = "chart clearml-enterprise-app-gateway"
_SPELLING = "never the chart's spelling: apiKey, apiSecret, and authCookieName, which the guide leaves out"
_RESOURCES = "agentk8sglue.monitoredResources"
_QUEUE = "agentk8sglue.queues.<queue>"

AGENT_KEYS = (
    "imageCredentials.password",
    "clearml.agentk8sglueKey",
    "clearml.agentk8sglueSecret",
    "agentk8sglue.extraEnvs",
    "agentk8sglue.image.tag",
    f"{_RESOURCES}.maxResources",
    f"{_RESOURCES}.minResourcesFieldName",
    f"{_RESOURCES}.maxResourcesFieldName",
    "agentk8sglue.apiServerUrlReference",
    "agentk8sglue.fileServerUrlReference",
    "agentk8sglue.webServerUrlReference",
    "agentk8sglue.defaultContainerImage",
    "agentk8sglue.debugMode",
    "agentk8sglue.createQueues",
    f"{_QUEUE}.templateOverrides.labels.required-resources",
    f"{_QUEUE}.templateOverrides.labels.billing-monitored",
    f"{_QUEUE}.templateOverrides.resources.limits.nvidia.com/mig-<profile>",
    f"{_QUEUE}.templateOverrides.resources.limits.clear.ml/fraction-1",
    f"{_QUEUE}.queueSettings.maxPods",
    "sessions.portModeEnabled",
    "sessions.agentID",
    "sessions.externalIP",
    "sessions.startingPort",
    "sessions.maxServices",
)
GATEWAY_KEYS = (
    "imageCredentials.password",
    "clearml.apiServerUrlReference",
    "clearml.apiserverKey",
    "clearml.apiserverSecret",
    "ingress.enabled",
    "ingress.hostName",
)
AGENT_VARIABLES = (
    "CLEARML_K8S_SUPPORT_SUSPENSION",
    "CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY",
    "CLEARML_AGENT_REDIS_HOST",
    "CLEARML_AGENT_REDIS_PORT",
    "CLEARML_AGENT_REDIS_DB",
    "CLEARML_AGENT_REDIS_PASSWORD",
)
_FIXES = {
    "agentk8sglue.image.tag": "a release candidate that charts from 6.12.3 cannot run; left to the chart",
    "agentk8sglue.debugMode": "left off",
    "clearml.apiserverKey": _SPELLING,
    "clearml.apiserverSecret": _SPELLING,
    "CLEARML_AGENT_REDIS_PASSWORD": "printed in the guide; that of the Redis release, by Secret",
}

ROWS = (
    *(GuideSetting(key, _AGENT, WORKERS, "", _FIXES.get(key, "")) for key in AGENT_KEYS),
    *(GuideSetting(name, "environment of the agent", WORKERS, "", _FIXES.get(name, "")) for name in AGENT_VARIABLES),
    *(GuideSetting(key, _GATEWAY, WORKERS, "", _FIXES.get(key, "")) for key in GATEWAY_KEYS),
)
