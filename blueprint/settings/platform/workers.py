"""Settings common to all tenants' workers: charts of agent and gateway, pod security, network policies, node ports.

The section `workers` of a tenant file has the settings of one tenant.
"""

from typing import Literal

from pydantic import Field, StrictBool, model_validator

from blueprint.catalog.networks import LOCAL_DNS, PRIVATE
from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.platform.cluster import DestinationSettings
from blueprint.settings.platform.control_plane import PodSecurity
from blueprint.settings.words.gpu import CardName
from blueprint.settings.words.images import Image, ImageSource, ImageTag
from blueprint.settings.words.kubernetes import Cidr, Listed, ObjectName, Port, ReleaseName
from blueprint.settings.words.labels import LabelKey, Labels
from blueprint.settings.words.names import SortedSet
from blueprint.settings.words.quantities import Cpu, Memory

DNS = (
    DestinationSettings(namespace="kube-system", pods={"k8s-app": "kube-dns"}),
    DestinationSettings(namespace="kube-system", pods={"k8s-app": "node-local-dns"}),
    *(DestinationSettings(cidr=address) for address in LOCAL_DNS),
    DestinationSettings(namespace="openshift-dns", ports=(5353,)),
)
"""DNS servers of common clusters. OpenShift's pods listen on port 5353 (docs.openshift.com, DNS operator)."""


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
    credentials: Literal["secret", "agentk8sglueKey"] | None = None
    """How the chart gets the agent's key pair. `secret`: from a Kubernetes Secret, by
    clearml.existingAgentk8sglueSecret. `agentk8sglueKey`: with agentk8sglueSecret in the release's values; Pulumi
    encrypts them, and Helm stores them in its Secret in the namespace. By default, `secret`, and `agentk8sglueKey` for
    charts before 6.9.12, which do not read the Secret in every container."""
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
    credentials: Literal["apiKey", "apiServerKey", "secret"] = "apiKey"
    """How the chart gets the gateway's key pair. `apiKey` (with apiSecret), as on the vendor's install page, or
    `apiServerKey` (with apiServerSecret), for charts before 2.0.1, in the release's values: Pulumi encrypts them, and
    Helm stores them in its Secret in the namespace. `secret`: from a Kubernetes Secret, by clearml.existingSecret, a
    key that no page documents."""
    api: Literal["public", "cluster"] = "public"
    """Whether the gateway connects to the API by its public host (`public`), as on the vendor's install page, or by its
    Service (`cluster`); gateways in another cluster always use the public host."""
    pods: Labels = Field(default_factory=dict)
    """Labels of the gateway's pods, for the network policy; by default, all pods of the namespace, on the gateway's
    port only."""
    cpu: Cpu = "500m"
    """CPU request and limit of the gateway's container. The tenant's quota reserves it twice, for upgrades."""
    memory: Memory = "512Mi"
    """Memory request and limit of the gateway's container. The tenant's quota reserves it twice, for upgrades."""


class EgressSettings(Model):
    """Egress of tenants' pods. By default it is locked: tasks cannot connect to nodes, private networks, the cloud's
    metadata service or the Kubernetes API."""

    locked: StrictBool = True
    """Whether egress is limited to DNS, the tenant's namespace, the server, the ingress controller, the internet and
    `peers`, and for agent and gateway also to Redis and the Kubernetes API."""
    blocked: SortedSet[Cidr] = PRIVATE
    """Networks that do not count as the internet, such as those of pods, Services and nodes. By default, all private
    networks; `[]` for none. The addresses of clouds' metadata services are always blocked."""
    api_servers: SortedSet[Cidr] = ()
    """Addresses at which pods reach the Kubernetes API. Only agent and gateway may connect to them, whatever `blocked`
    and `peers` are. By default, agent and gateway may connect to the API's ports at any address; with Cilium, at the
    API server only."""
    api_ports: Listed[Port] = (443, 6443)
    """Ports of the Kubernetes API at its Service and at its endpoints; which one a policy sees depends on the CNI.
    Add 16443 for MicroK8s and 8443 for minikube, whose API servers listen on these ports."""
    dns: Listed[DestinationSettings] = DNS
    """DNS servers that tenants' pods may use; `[]` for none. Without `ports`, port 53."""
    peers: Listed[DestinationSettings] = ()
    """Further destinations that tenants' pods may connect to, also in a blocked network; without `ports`, on every
    port."""


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
    """Whether agents connect to the API by its Service (`cluster`) or by its public host (`public`); agents in another
    cluster always use the public host. The URLs of file server and web UI are always public, because they appear in
    results that browsers open."""
    card: CardName | None = None
    """Default card of queues; without it, `clearml:gpu.nodes` must have only one card."""
    first_port: Port = 30000
    """First port of the cluster's NodePort range (kube-apiserver --service-node-port-range)."""
    last_port: Port = 32767
    """Last port of the cluster's NodePort range (kube-apiserver --service-node-port-range)."""
    egress: EgressSettings = EgressSettings()
    """Network egress of tenants' pods."""
    images: SortedSet[ImageSource] = ()
    """Registries and repositories from which tenants' pods may take images; by default, any. Needs Kubernetes 1.30.
    Pods of agent, gateway and Redis are exempt."""
    storage_classes: SortedSet[ObjectName] = ()
    """Storage classes that tenants' volume claims may use; by default, any. Needs Kubernetes 1.30."""

    @model_validator(mode="after")
    def require_port_range(self) -> "WorkerPlatformSettings":
        """Refuse a port range that ends before it begins."""
        if self.last_port < self.first_port:
            raise mismatch(
                f"{self.first_port} or more, the value of firstPort", found=str(self.last_port), at="lastPort"
            )
        return self
