"""Owns how strictly the platform's namespaces are fenced off by network policies.

The ingress controller and monitoring are facts of the cluster: `blueprint.settings.platform.cluster`.
"""

from pydantic import StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.words.kubernetes import Listed


class IsolationSettings(Model):
    """Network policies of the platform's namespaces. They need a CNI that enforces them; the API does not tell."""

    enabled: StrictBool = True
    """Whether the policies are made at all."""
    web_from_anywhere: StrictBool = False
    """Open the server's three web ports to every source, as the guide means to; needed where the ingress
    controller's peers cannot be named."""
    extra_web_peers: Listed[PeerSettings] = ()
    """Who else may reach the server's web ports, such as other workloads of the cluster."""
    extra_redis_peers: Listed[PeerSettings] = ()
    """Who else may reach the shared Redis."""
