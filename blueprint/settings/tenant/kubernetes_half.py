"""Settings of a tenant's workers apart from the queues: namespace, quota, gateway, session ports.

The queues are in `blueprint.settings.tenant.workers`.
"""

from typing import Annotated, Literal

from pydantic import Field

from blueprint.settings.checking.expect import WholeExpectation
from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.kubernetes import HostName, ObjectName, OwnNamespace
from blueprint.settings.words.names import Domain
from blueprint.settings.words.open_values import OpenValues


class TenantGatewaySettings(Model):
    """The tenant's app gateway."""

    host: Domain
    """Host name of the gateway, below the server's cookie domain and different from all other hosts."""
    tls_secret: ObjectName | None = None
    """TLS Secret in the tenant's namespace; without it, TLS is left to the ingress controller."""
    stream: "PortsSettings | None" = None
    """NodePorts for raw TCP sessions through the gateway (streamSession); the newer alternative to `sessions`."""


class PortsSettings(Model):
    """A range of the cluster's NodePorts that is reserved for this tenant."""

    slot: Annotated[int, WholeExpectation(0)]
    """Index of the tenant's port range: `size` ports starting at the cluster's first port plus `slot` times `size`.
    Permanent, even if other tenants are removed."""
    size: Annotated[int, WholeExpectation(1, 100)] = 10
    """Number of ports, and therefore of concurrent sessions."""
    address: HostName
    """Address that users connect to: that of a node or of a load balancer."""


class TenantWorkersSettings(Model):
    """A tenant's workers: namespace, quota, app gateway and session ports."""

    namespace: OwnNamespace | None = None
    """Namespace of the tenant's workers; by default, the slug. A change moves agent and gateway, and removes task pods
    in the old namespace."""
    quota: QuotaSettings = QuotaSettings()
    """Upper limit of the resources of the tenant's tasks."""
    gateway: TenantGatewaySettings | None = None
    """The tenant's app gateway; without this section, the tenant has none."""
    sessions: PortsSettings | None = None
    """NodePorts for sessions (chart key sessions.portModeEnabled), as in the guide."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Which tasks get a NodePort: only tasks that request one (`on-request`), or all (`always`)
    (CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY)."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Helm values of the tenant's agent, merged last over the generated ones."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Helm values of the tenant's gateway, merged last over the generated ones."""
