"""Settings of the stack's Kubernetes cluster, with its existing ingress controller and monitoring.

A kubeconfig's content is not part of the settings, because its credentials would end up in the state.
"""

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import Cidr, Listed, Namespace, ObjectName
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


class IngressSettings(Model):
    """Ingress of the platform's and the tenants' hosts. The TLS certificate must cover the hosts of both."""

    class_name: ObjectName | None = None
    """IngressClass; by default, the cluster's default class."""
    tls_secret: ObjectName | None = None
    """Name of a TLS Secret in the server's namespace; without it, TLS is left to the controller or a load balancer."""
    annotations: Annotations = Field(default_factory=dict)
    """Annotations for every Ingress of the platform, such as a certificate issuer."""
    peers: Listed[PeerSettings] = ()
    """Sources of the ingress controller's connections. Empty allows any source, which works with every CNI."""


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
    monitoring: Listed[PeerSettings] = ()
    """Sources from which monitoring scrapes metrics."""
