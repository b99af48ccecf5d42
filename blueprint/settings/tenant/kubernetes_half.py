"""Settings of a tenant's workers apart from the queues: namespace, quota, gateway, session ports.

The queues are in `blueprint.settings.tenant.workers`.
"""

from typing import Annotated, Literal

from pydantic import Field

from blueprint.settings.checking.expect import WholeExpectation
from blueprint.settings.checking.model import Model
from blueprint.settings.tenant.queue import TolerationSettings
from blueprint.settings.tenant.quota import QuotaSettings
from blueprint.settings.words.kubernetes import HostName, Listed, ObjectName, OwnNamespace
from blueprint.settings.words.labels import Labels
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


class TenantNodesSettings(Model):
    """Nodes of one tenant alone: the labels that its pods select, and the taints that they tolerate."""

    selector: Labels = Field(default_factory=dict)
    """Labels that the nodes of all pods of the tenant must have; the labels of a queue's `nodeSelector` are added."""
    tolerations: Listed[TolerationSettings] = ()
    """Taints that all pods of the tenant tolerate; those of a queue's `tolerations` are added."""


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
    nodes: TenantNodesSettings = TenantNodesSettings()
    """Dedicated nodes, for agent, gateway and tasks. To keep others away, the nodes need a taint. Pods that the
    tenant's code creates must have the selector too; that needs Kubernetes 1.30."""
    runtime_class: ObjectName | None = None
    """RuntimeClass of the tenant's tasks, such as one of gVisor or Kata, for code that is not trusted. Pods that the
    tenant's code creates must have it too; that needs Kubernetes 1.30."""
    node_ports: Literal["on-request", "always"] = "on-request"
    """Which tasks get a NodePort: only tasks that request one (`on-request`), or all (`always`)
    (CLEARML_K8S_PORTS_MODE_ON_REQUEST_ONLY)."""
    agent_values: OpenValues = Field(default_factory=dict)
    """Helm values of the tenant's agent, merged last over the generated ones."""
    gateway_values: OpenValues = Field(default_factory=dict)
    """Helm values of the tenant's gateway, merged last over the generated ones."""
