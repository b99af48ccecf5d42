"""Settings of the network policies of the platform's namespaces.

The peers of the ingress controller and of monitoring are in `blueprint.settings.platform.cluster`.
"""

from pydantic import StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.words.kubernetes import Listed


class IsolationSettings(Model):
    """Network policies of the platform's namespaces. The CNI must enforce them; the Kubernetes API does not show
    whether it does."""

    enabled: StrictBool = True
    """Whether to create the network policies."""
    web_from_anywhere: StrictBool = False
    """Whether to open the server's three web ports to every source, as the guide intends; required if the ingress
    controller's peers cannot be listed."""
    extra_web_peers: Listed[PeerSettings] = ()
    """Further sources that may connect to the server's web ports, such as other workloads of the cluster."""
    extra_redis_peers: Listed[PeerSettings] = ()
    """Further sources that may connect to the shared Redis."""
