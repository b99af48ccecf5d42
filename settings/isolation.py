"""Owns how strictly the platform's namespaces are fenced off by network policies.

The ingress controller and monitoring are facts of the cluster: `settings.cluster`.
"""

from pydantic import StrictBool

from settings.cluster import Peer
from settings.cluster_words import Listed
from settings.model import Model


class Isolation(Model):
    """Network policies of the platform's namespaces. They need a CNI that enforces them; the API does not tell."""

    enabled: StrictBool = True
    """Whether the policies are made at all."""
    web_from_anywhere: StrictBool = False
    """Open the server's three web ports to every source, as the guide means to; needed where the ingress
    controller's peers cannot be named."""
    extra_web_peers: Listed[Peer] = ()
    """Who else may reach the server's web ports, such as other workloads of the cluster."""
    extra_redis_peers: Listed[Peer] = ()
    """Who else may reach the shared Redis."""
