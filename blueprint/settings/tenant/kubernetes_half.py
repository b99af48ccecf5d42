"""Owns the Kubernetes half of one tenant: quota, gateway, sessions. Its queues are `blueprint.settings.tenant.workers`.

It must not compare tenants with each other.
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
    """Its host: under the server's cookie domain, and nobody else's."""
    tls_secret: ObjectName | None = None
    """TLS Secret in the tenant's namespace; none leaves TLS to the controller."""
    stream: "PortsSettings | None" = None
    """Ports for raw TCP sessions through the gateway (streamSession); the newer form."""


class PortsSettings(Model):
    """A range of NodePorts of the cluster that belongs to this tenant alone."""

    slot: Annotated[int, WholeExpectation(0)]
    """Which range, counted from the cluster's first port in steps of `size`; stays when other tenants go."""
    size: Annotated[int, WholeExpectation(1, 100)] = 10
    """How many ports, so how many sessions at the same time."""
    address: HostName
    """What users connect to: a node's address, or a load balancer's."""


class TenantWorkersSettings(Model):
    """What a tenant file's section `workers` says beside its queues."""

    namespace: OwnNamespace | None = None
    """Namespace; the slug unless given. Another one moves agent and gateway: task pods of the old one go."""
    quota: QuotaSettings = QuotaSettings()
    """What its tasks may use at most."""
    gateway: TenantGatewaySettings | None = None
    """Its app gateway; none means that the tenant has none."""
    sessions: PortsSettings | None = None
    """NodePorts of sessions (chart key sessions.portModeEnabled); the guide's form."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Whether only tasks that ask for a port get one (CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY)."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Values of this tenant's agent, merged last."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Values of this tenant's gateway, merged last."""
