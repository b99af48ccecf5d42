"""Names in a tenant's namespace: agent and gateway with their pods' labels, Secrets and ports.

The vendor's charts are not public: names follow the open agent chart's helpers; `release` and `fullname` in the
settings override them.
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
"""Keys of access key and secret key in `AGENT_CREDENTIALS` (open agent chart)."""
GATEWAY_CREDENTIALS: Final = "clearml-gateway-credentials"
"""Secret for the gateway's `clearml.existingSecret`."""
GATEWAY_KEY: Final = "api_key"
GATEWAY_SECRET: Final = "api_secret"  # noqa: S105 - the name of a key, not its value
"""Keys of access key and secret key in `GATEWAY_CREDENTIALS` (INF: the chart is not public)."""
TENANT_CREDENTIALS: Final = "clearml-credentials"
"""Tenant credentials Secret, for programs in the namespace that may see this tenant only."""
TENANT_CREDENTIALS_HOST: Final = "CLEARML_API_HOST"
"""Key of the API's public address in `TENANT_CREDENTIALS`, named like the variable that the vendor's SDK reads."""
GATEWAY_PORT: Final = 8080
"""Service and container port of the gateway (vendor's page on OpenShift)."""
SESSION_PORT: Final = 10022
"""Container port of a session's ssh (open agent chart)."""


def tenant_credentials_keys(purpose: str) -> tuple[str, str]:
    """Return the keys of one purpose's access key and secret key in `TENANT_CREDENTIALS`."""
    return f"{purpose}.accessKey", f"{purpose}.secretKey"


@dataclass(frozen=True)
class _WorkerNames:
    """Names that agent and gateway both have, the same in every tenant's namespace."""

    fullname: str
    """Name of the Deployment too (INF for the gateway, as well as the names of its Service, Ingress and account)."""

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the pod (open agent chart; INF for both Enterprise charts)."""
        return {"app.kubernetes.io/name": self.fullname, "app.kubernetes.io/instance": self.fullname}


class AgentNames(_WorkerNames):
    """Names of the agent's objects."""

    @classmethod
    def of(cls, agent: AgentSettings) -> "AgentNames":
        """Derive the names from the settings."""
        return cls(fullname(agent.release, AGENT.name, agent.fullname))


class GatewayNames(_WorkerNames):
    """Names of the gateway's objects; network policies select its pods by `workers.gateway.pods` instead."""

    @classmethod
    def of(cls, gateway: GatewaySettings) -> "GatewayNames":
        """Derive the names from the settings."""
        return cls(fullname(gateway.release, GATEWAY.name, gateway.fullname))


def gateway_url(host: str) -> str:
    """Return the public URL of a gateway; TLS ends at the ingress."""
    return f"https://{host}"
