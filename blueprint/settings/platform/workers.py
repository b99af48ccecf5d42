"""Owns what all tenants' workers have in common: charts of agent and gateway, fences, labels, ports of the cluster.

What one tenant has is its file's section `workers`. It must not hold a secret.
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
    """The chart `clearml-enterprise-agent`; its version must be named."""
    release: ReleaseName = "clearml-enterprise-agent"
    """Its release; the guide of 2025-04 calls it `clearml-agent`."""
    fullname: ReleaseName | None = None
    """What names of its objects begin with; none means Helm's usual rule."""
    image_tag: ImageTag | None = None
    """Image tag to pin; the chart's own otherwise (recommended)."""
    default_image: Image = "python:3.9"
    """Image of tasks whose queue names none (guide)."""
    debug: StrictBool = False
    """The agent's debug mode; the guide has it on."""
    suspension: StrictBool = True
    """Whether tasks can be suspended (CLEARML_K8S_SUPPORT_SUSPENSION)."""
    usage_label: LabelKey = "clear.ml/resource-usage"
    """Pod label that the agent sums up; the guide of 2025-04 calls it `required-resources`."""
    billing_label: StrictBool = True
    """Whether pods carry `billing-monitored: "true"`, which the billing chart counts (guide)."""
    cpu: Cpu = "500m"
    """CPU of its container, request and limit; the tenant's quota has room for it twice, for upgrades."""
    memory: Memory = "1Gi"
    """Its memory, likewise."""


class GatewaySettings(Model):
    """The app gateway's release in every tenant's namespace that has a gateway."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-enterprise-app-gateway`; its version must be named."""
    release: ReleaseName = "clearml-enterprise-app-gateway"
    """Its release; users see it in the UI and in URLs. The guide of 2025-04 calls it `clearml-ttr`."""
    fullname: ReleaseName | None = None
    """What names of its objects begin with; none means Helm's usual rule."""
    credentials: Literal["secret", "apiKey", "apiServerKey"] = "secret"
    """Where the chart finds its key pair. `secret`: in a Kubernetes Secret, by clearml.existingSecret. The others are
    for charts that know no such key: in the release's values, under this name and its twin, apiSecret or
    apiServerSecret; Pulumi encrypts them, and Helm keeps them in its own Secret of the namespace."""
    pods: Labels = Field(default_factory=dict)
    """Labels of its pods, for the network policy; none means every pod of the namespace, on the gateway's port only."""
    cpu: Cpu = "500m"
    """CPU of its container, request and limit; the tenant's quota has room for it twice, for upgrades."""
    memory: Memory = "512Mi"
    """Its memory, likewise."""


class EgressSettings(Model):
    """What tenants' pods may connect to. Off: everything, but for what other namespaces refuse."""

    locked: StrictBool = False
    """Allow only DNS, the API, Redis, the Kubernetes API, the ingress controller, the internet and `peers`."""
    blocked: SortedSet[Cidr] = ()
    """Networks that are not the internet: pods, services, nodes, private ones. The metadata address is always one."""
    api_servers: SortedSet[Cidr] = ()
    """Addresses of the Kubernetes API as pods reach it; none means any address, ports 443 and 6443."""
    dns: Listed[PeerSettings] = (PeerSettings(namespace="kube-system", pods={"k8s-app": "kube-dns"}),)
    """Where names are resolved; `[]` for nowhere."""
    peers: Listed[PeerSettings] = ()
    """What else tenants may reach."""


class WorkerPlatformSettings(Model):
    """What all tenants' workers have in common. Without this section tenants have no Kubernetes half."""

    agent: AgentSettings = AgentSettings()
    """The agent."""
    gateway: GatewaySettings | None = GatewaySettings()
    """The app gateway; `null` for none."""
    pod_security: PodSecurity = "baseline"
    """Pod Security level enforced in tenants' namespaces; `restricted` refuses the agent's usual task pods."""
    default_account_token: StrictBool = False
    """Whether pods that name no account get a token for the Kubernetes API, for a chart that makes no account."""
    urls: Literal["cluster", "public"] = "cluster"
    """Whether agent and gateway reach the API by its Service or by its public host; workers in another cluster always
    take the public one. File server and web UI are always public: their URLs stand in results that browsers open."""
    card: CardName | None = None
    """The card that queues mean; none means the only one of `clearml:gpu.nodes`."""
    first_port: Port = 30000
    """First of the cluster's NodePorts (kube-apiserver --service-node-port-range)."""
    last_port: Port = 32767
    """Last of them."""
    egress: EgressSettings = EgressSettings()
    """What tenants' pods may connect to."""

    @model_validator(mode="after")
    def ports_are_a_range(self) -> "WorkerPlatformSettings":
        """A range that ends before it begins has no slot."""
        if self.last_port < self.first_port:
            raise mismatch(f"{self.first_port} or more, as firstPort is", found=str(self.last_port), at="lastPort")
        return self
