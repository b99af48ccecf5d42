"""Owns which Kubernetes cluster a stack works on, and what that cluster already has: ingress and monitoring.

It must not hold a kubeconfig's content: that would carry its credentials into the state.
"""

from pydantic import Field, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import Cidr, Listed, Namespace, ObjectName
from blueprint.settings.words.labels import Annotations, Labels
from blueprint.settings.words.names import Line


class PeerSettings(Model):
    """Who may connect, in a network policy: pods of a namespace, or a network outside the cluster."""

    namespace: Namespace | None = None
    """The namespace of the pods."""
    pods: Labels = Field(default_factory=dict)
    """Labels that the pods must have; none means every pod of the namespace."""
    cidr: Cidr | None = None
    """A network, for controllers on the host network or load balancers that keep client addresses."""

    @model_validator(mode="after")
    def is_one_kind(self) -> "PeerSettings":
        """The API server refuses an ipBlock beside selectors."""
        if (self.namespace is None) == (self.cidr is None) or (self.cidr and self.pods):
            found = "both or neither" if (self.namespace is None) == (self.cidr is None) else "pods beside cidr"
            raise mismatch("either namespace (and maybe pods) or cidr", found=found)
        return self


class IngressSettings(Model):
    """How hosts are served. The certificate must cover the platform's hosts and, later, the gateways'."""

    class_name: ObjectName | None = None
    """IngressClass; none means the cluster's default."""
    tls_secret: ObjectName | None = None
    """Name of a TLS Secret in the server's namespace; none leaves TLS to the controller or a load balancer."""
    annotations: Annotations = Field(default_factory=dict)
    """Annotations for every Ingress of the platform, such as a certificate issuer."""
    peers: Listed[PeerSettings] = ()
    """Where the ingress controller's connections come from. Empty: from anywhere, which works with every CNI."""


class ClusterSettings(Model):
    """The cluster, named explicitly: whatever `kubectl` happens to point at is never used.

    The kubeconfig itself is the business of KUBECONFIG, as registry credentials are of Helm's own files: a path would
    bind the stack's state to one machine.
    """

    context: Line
    """Context of the kubeconfig; `CLEARML_KUBE_CONTEXT` in the environment wins over that of `clearml:cluster`."""
    identifier: Line | None = None
    """What tells this cluster from others for ever; none means the UID of its namespace kube-system, which no renamed
    context changes. Another one means another cluster: everything in it is made anew."""
    ingress: IngressSettings = IngressSettings()
    """The ingress controller."""
    monitoring: Listed[PeerSettings] = ()
    """Where scrapers come from."""
