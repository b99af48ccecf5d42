"""Settings of the stack's Kubernetes cluster, with its existing ingress controller and monitoring.

A kubeconfig's content is not part of the settings, because its credentials would end up in the state.
"""

from typing import Literal

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.outbound import CertificatesSettings, ProxySettings
from blueprint.settings.words.kubernetes import Cidr, Listed, Namespace, ObjectName, Port
from blueprint.settings.words.labels import Annotations, Labels
from blueprint.settings.words.names import Line


class PeerSettings(Model):
    """Peer of a network policy: the pods of a namespace, or a network outside the cluster."""

    namespace: Namespace | None = None
    """Namespace of the pods."""
    pods: Labels = Field(default_factory=dict)
    """Labels of the pods; by default, all pods of the namespace."""
    cidr: Cidr | None = None
    """A network, for ingress controllers on the host network or load balancers that keep client addresses."""

    @model_validator(mode="after")
    def require_one_kind(self) -> "PeerSettings":
        """Require either a namespace or a network: the API server rejects an ipBlock together with selectors."""
        neither_or_both = (self.namespace is None) == (self.cidr is None)
        if neither_or_both or (self.cidr and self.pods):
            found = "both or neither" if neither_or_both else "pods together with cidr"
            raise mismatch("either namespace (optionally with pods) or cidr", found=found)
        return self


class DestinationSettings(PeerSettings):
    """Peer to which tenants' pods may connect."""

    ports: Listed[Port] = ()
    """TCP ports of the peer (of the pods, not of their Service) that tenants' pods may connect to. The default depends
    on the list that the peer is in."""


PolicyKind = Literal["auto", "plain", "cilium"]


class IngressSettings(Model):
    """Ingress of the platform's and the tenants' hosts. The TLS certificate must cover the hosts of both."""

    class_name: ObjectName | None = None
    """IngressClass; by default, the cluster's default class."""
    tls_secret: ObjectName | None = None
    """Name of a TLS Secret in the server's namespace; without it, TLS is left to the controller or a load balancer."""
    annotations: Annotations = Field(default_factory=dict)
    """Annotations for every Ingress of server and gateways, such as a certificate issuer. By default, uploads have no
    size limit and requests 600 seconds with a class of ingress-nginx, and requests 600 seconds with one of
    OpenShift."""
    peers: Listed[DestinationSettings] = ()
    """The ingress controller: source of connections to server and gateways, and a destination of tenants' pods, which
    reach the server's public hosts through it. Without `ports`, tenants' pods may connect to 80 and 443, or to the
    ports of a well-known controller (by pod labels, namespace or class). Empty allows any source, and well-known
    controllers as destinations."""


class ClusterSettings(Model):
    """A Kubernetes cluster, identified by a context of the kubeconfig; the current context is never used.

    The kubeconfig comes from KUBECONFIG, and registry credentials from Helm's own files, because a path in the settings
    would tie the stack's state to one machine.
    """

    context: Line
    """Context of the kubeconfig; `CLEARML_KUBE_CONTEXT` in the environment overrides the context of
    `clearml:cluster`."""
    identifier: Line | None = None
    """Permanent identifier of the cluster; by default, the UID of the namespace kube-system, which does not change if
    the context is renamed. Another identifier means another cluster: everything in it is created anew."""
    ingress: IngressSettings = IngressSettings()
    """The cluster's ingress controller."""
    network_policies: PolicyKind = "auto"
    """Kind of the policies that lock tenants' egress: `plain` is Kubernetes' NetworkPolicy, `cilium` is
    CiliumNetworkPolicy, which alone can select nodes and the API server under Cilium. `auto` is `cilium` if the cluster
    has that kind."""
    proxy: ProxySettings | None = None
    """Proxy for connections out of the cluster."""
    certificates: CertificatesSettings | None = None
    """Certificates of a private authority that the pods of the cluster trust."""
    monitoring: Listed[PeerSettings] = ()
    """Sources from which monitoring scrapes metrics."""
