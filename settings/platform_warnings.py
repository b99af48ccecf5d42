"""Owns what is allowed in the platform's settings and may still surprise; `fleet check` tells it.

The traps of charts' versions are `settings.platform_charts`.
"""

from collections.abc import Iterator

from settings.platform import Platform


def platform_warnings(platform: Platform) -> Iterator[str]:
    """Return one line for each."""
    control_plane = platform.control_plane
    if control_plane is None or not platform.made_here:
        return
    if not platform.isolation.enabled:
        yield "clearml:isolation.enabled: false leaves the server's databases open to every pod of the cluster"
        if platform.workers is not None:
            yield "clearml:isolation.enabled: false leaves tenants' tasks open to one another"
    elif platform.isolation.web_from_anywhere or not platform.cluster.ingress.peers:
        yield (
            "clearml:cluster.ingress.peers: without them web UI, API and file server are open to every pod and "
            "network that reaches the cluster"
        )
    if control_plane.pod_security != "privileged":
        yield (
            f"clearml:controlPlane.podSecurity: {control_plane.pod_security} keeps Elasticsearch from raising "
            "vm.max_map_count; the nodes need 262144 or more"
        )
    if control_plane.deletion == "delete":
        yield "clearml:controlPlane.deletion: delete lets `pulumi destroy` take the server with its volumes"
