"""Owns the Kubernetes half of one tenant: quota, gateway, sessions. Its queues are `settings.workers`.

It must not compare tenants with each other.
"""

from typing import Annotated, Literal

from pydantic import Field

from settings.cluster_words import HostName, ObjectName, OwnNamespace
from settings.expect import Whole
from settings.given_secrets import OpenValues
from settings.model import Model
from settings.types import Domain
from settings.worker_quota import Quota


class TenantGateway(Model):
    """The tenant's app gateway."""

    host: Domain
    """Its host: under the server's cookie domain, and nobody else's."""
    tls_secret: ObjectName | None = None
    """TLS Secret in the tenant's namespace; none leaves TLS to the controller."""
    stream: "Ports | None" = None
    """Ports for raw TCP sessions through the gateway (streamSession); the newer form."""


class Ports(Model):
    """A range of NodePorts of the cluster that belongs to this tenant alone."""

    slot: Annotated[int, Whole(0)]
    """Which range, counted from the cluster's first port in steps of `size`; stays when other tenants go."""
    size: Annotated[int, Whole(1, 100)] = 10
    """How many ports, so how many sessions at the same time."""
    address: HostName
    """What users connect to: a node's address, or a load balancer's."""


class TenantWorkers(Model):
    """What a tenant file's section `workers` says beside its queues."""

    namespace: OwnNamespace | None = None
    """Namespace; the slug unless given. Another one moves agent and gateway: task pods of the old one go."""
    quota: Quota = Quota()
    """What its tasks may use at most."""
    gateway: TenantGateway | None = None
    """Its app gateway; none means that the tenant has none."""
    sessions: Ports | None = None
    """NodePorts of sessions (chart key sessions.portModeEnabled); the guide's form."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Whether only tasks that ask for a port get one (CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY)."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Values of this tenant's agent, merged last."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Values of this tenant's gateway, merged last."""
