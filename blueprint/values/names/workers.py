"""Owns the names in a tenant's namespace: agent, gateway, their pods' labels, the Secrets and ports that they share.

The vendor's charts are closed: names follow the open agent chart's helpers; the settings' `release` and `fullname`
override them. It must not hold a value of a chart.
"""

from dataclasses import dataclass
from typing import Final

from blueprint.catalog.charts import AGENT, GATEWAY
from blueprint.settings.platform.workers import AgentSettings, GatewaySettings
from blueprint.values.names.helm import fullname

AGENT_CREDENTIALS: Final = "clearml-agent-credentials"
"""Secret for `clearml.existingAgentk8sglueSecret`; never the chart's own name `<fullname>-ac`."""
AGENT_KEY: Final = "agentk8sglue_key"
AGENT_SECRET: Final = "agentk8sglue_secret"  # noqa: S105 - the name of a key, not its value
"""The access key and secret key in it (open agent chart)."""
GATEWAY_CREDENTIALS: Final = "clearml-gateway-credentials"
"""Secret for the gateway's `clearml.existingSecret`."""
GATEWAY_KEY: Final = "api_key"
GATEWAY_SECRET: Final = "api_secret"  # noqa: S105 - the name of a key, not its value
"""The access key and secret key in it (INF: nobody outside the vendor has seen the chart)."""
TENANT_CREDENTIALS: Final = "clearml-credentials"
"""Secret for consumers in the namespace that must see this tenant only."""
TENANT_CREDENTIALS_HOST: Final = "CLEARML_API_HOST"
"""Its key with the API's public address, named as the vendor's SDK reads it."""
GATEWAY_PORT: Final = 8080
"""Service and container port of the gateway (vendor's page on OpenShift)."""
SESSION_PORT: Final = 10022
"""Container port of a session's ssh (open agent chart)."""


def hand_off_keys(purpose: str) -> tuple[str, str]:
    """Keys of one purpose's access key and secret key in the hand-off Secret."""
    return f"{purpose}.accessKey", f"{purpose}.secretKey"


@dataclass(frozen=True)
class _WorkerNames:
    """What agent and gateway have in common; every tenant's are the same, in a namespace of its own."""

    fullname: str
    """Also the Deployment's name (INF for the gateway, as those of its Service, Ingress and account)."""

    @property
    def labels(self) -> dict[str, str]:
        """Labels of its pod (open agent chart; INF for both Enterprise charts)."""
        return {"app.kubernetes.io/name": self.fullname, "app.kubernetes.io/instance": self.fullname}


class AgentNames(_WorkerNames):
    """Names of the agent's objects."""

    @classmethod
    def of(cls, agent: AgentSettings) -> "AgentNames":
        """Derive them."""
        return cls(fullname(agent.release, AGENT.name, agent.fullname))


class GatewayNames(_WorkerNames):
    """Names of the gateway's objects; network policies select its pods by `workers.gateway.pods` instead."""

    @classmethod
    def of(cls, gateway: GatewaySettings) -> "GatewayNames":
        """Derive them."""
        return cls(fullname(gateway.release, GATEWAY.name, gateway.fullname))


def gateway_url(host: str) -> str:
    """Its URL as users reach it; TLS ends at the ingress."""
    return f"https://{host}"
