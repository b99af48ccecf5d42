"""Settings common to all tenants' workers: charts of agent and gateway, pod security, network policies, node ports.

The section `workers` of a tenant file has the settings of one tenant.
"""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.settings.checking.expect import WholeExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.platform.control_plane import PodSecurity
from blueprint.settings.words.gpu import CardName
from blueprint.settings.words.images import Image, ImageTag
from blueprint.settings.words.kubernetes import Cidr, Listed, ReleaseName
from blueprint.settings.words.labels import LabelKey, Labels
from blueprint.settings.words.names import SortedSet
from blueprint.settings.words.quantities import Cpu, Memory

Port = Annotated[int, WholeExpectation(1, 65535)]


class AgentSettings(Model):
    """The agent's release in every tenant's namespace."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-enterprise-agent`; its version is required."""
    release: ReleaseName = "clearml-enterprise-agent"
    """Helm release of the agent; `clearml-agent` in the guide of 2025-04."""
    fullname: ReleaseName | None = None
    """Prefix of the agent's object names; by default, Helm's combination of release and chart name."""
    image_tag: ImageTag | None = None
    """Image tag of the agent to pin; by default, that of the chart (recommended)."""
    default_image: Image = "python:3.9"
    """Image of tasks whose queue does not set one (guide)."""
    debug: StrictBool = False
    """Whether the agent runs in debug mode, as in the guide."""
    suspension: StrictBool = True
    """Whether tasks can be suspended (CLEARML_K8S_SUPPORT_SUSPENSION)."""
    usage_label: LabelKey = "clear.ml/resource-usage"
    """Pod label whose values the agent adds up as GPU usage; `required-resources` in the guide of 2025-04."""
    billing_label: StrictBool = True
    """Whether task pods have the label `billing-monitored: "true"`, which the billing chart counts (guide)."""
    cpu: Cpu = "500m"
    """CPU request and limit of the agent's container. The tenant's quota reserves it twice, for upgrades."""
    memory: Memory = "1Gi"
    """Memory request and limit of the agent's container. The tenant's quota reserves it twice, for upgrades."""


class GatewaySettings(Model):
    """The app gateway's release in every tenant's namespace that has a gateway."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-enterprise-app-gateway`; its version is required."""
    release: ReleaseName = "clearml-enterprise-app-gateway"
    """Helm release of the gateway, visible to users in the UI and in URLs; `clearml-ttr` in the guide of 2025-04."""
    fullname: ReleaseName | None = None
    """Prefix of the gateway's object names; by default, Helm's combination of release and chart name."""
    credentials: Literal["secret", "apiKey", "apiServerKey"] = "secret"
    """How the chart gets the gateway's key pair. `secret`: from a Kubernetes Secret, by clearml.existingSecret. For
    charts without that key, `apiKey` (with apiSecret) or `apiServerKey` (with apiServerSecret) in the release's values;
    Pulumi encrypts them, and Helm stores them in its Secret in the namespace."""
    pods: Labels = Field(default_factory=dict)
    """Labels of the gateway's pods, for the network policy; by default, all pods of the namespace, on the gateway's
    port only."""
    cpu: Cpu = "500m"
    """CPU request and limit of the gateway's container. The tenant's quota reserves it twice, for upgrades."""
    memory: Memory = "512Mi"
    """Memory request and limit of the gateway's container. The tenant's quota reserves it twice, for upgrades."""


class EgressSettings(Model):
    """Egress of tenants' pods. By default, they may connect to anything that other namespaces do not refuse."""

    locked: StrictBool = False
    """Whether egress is limited to DNS, the API, Redis, the Kubernetes API, the ingress controller, the internet and
    `peers`."""
    blocked: SortedSet[Cidr] = ()
    """Networks that do not count as the internet: those of pods, Services and nodes, and private ones. The address of
    the metadata service is always blocked."""
    api_servers: SortedSet[Cidr] = ()
    """Addresses at which pods reach the Kubernetes API; by default, any address on ports 443 and 6443."""
    dns: Listed[PeerSettings] = (PeerSettings(namespace="kube-system", pods={"k8s-app": "kube-dns"}),)
    """DNS servers that tenants' pods may use; `[]` for none."""
    peers: Listed[PeerSettings] = ()
    """Further destinations that tenants' pods may connect to."""


class WorkerPlatformSettings(Model):
    """Namespace, agent and app gateway of all tenants. Without this section, tenants have accounts and queues only."""

    agent: AgentSettings = AgentSettings()
    """The agent of every tenant."""
    gateway: GatewaySettings | None = GatewaySettings()
    """The app gateway of tenants that have one; `null` for none."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced in tenants' namespaces; `restricted` refuses the agent's default task pods."""
    default_account_token: StrictBool = False
    """Whether pods without a service account get a token for the Kubernetes API, for charts that do not create a
    service account."""
    urls: Literal["cluster", "public"] = "cluster"
    """Whether agent and gateway connect to the API by its Service (`cluster`) or by its public host (`public`); workers
    in another cluster always use the public host. The URLs of file server and web UI are always public, because they
    appear in results that browsers open."""
    card: CardName | None = None
    """Default card of queues; without it, `clearml:gpu.nodes` must have only one card."""
    first_port: Port = 30000
    """First port of the cluster's NodePort range (kube-apiserver --service-node-port-range)."""
    last_port: Port = 32767
    """Last port of the cluster's NodePort range (kube-apiserver --service-node-port-range)."""
    egress: EgressSettings = EgressSettings()
    """Network egress of tenants' pods."""

    @model_validator(mode="after")
    def require_port_range(self) -> "WorkerPlatformSettings":
        """Refuse a port range that ends before it begins."""
        if self.last_port < self.first_port:
            raise mismatch(
                f"{self.first_port} or more, the value of firstPort", found=str(self.last_port), at="lastPort"
            )
        return self
