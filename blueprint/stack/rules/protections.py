"""Lists settings that take a protection of tenants away, have no effect beside others, or open less than meant.

Each is valid; `fleet check` prints one line per setting.
"""

import ipaddress
from collections.abc import Iterable, Iterator

from blueprint.plan.networks import closed, excluded_networks
from blueprint.settings.platform.cluster import PeerSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisImageSettings, RedisSettings
from blueprint.settings.platform.workers import EgressSettings

FROZEN = frozenset({RedisImageSettings().repository})
"""Copies of Bitnami's former images, which get no updates (bitnami/containers#83267)."""
EGRESS = "clearml:workers.egress"


def isolation_warnings(platform: PlatformSettings, egress: EgressSettings) -> Iterator[str]:
    """Return one line each; `egress` is that of the platform's tenants."""
    if not platform.isolation.enabled:
        yield (
            "clearml:isolation.enabled: false leaves tenants' tasks open to one another, and lets them connect to "
            "nodes, private networks and the cloud's metadata service"
        )
        yield from _without_effect(egress, "clearml:isolation.enabled: false")
    elif not egress.locked:
        yield (
            f"{EGRESS}.locked: false lets tenants' tasks connect to nodes, private networks, the Kubernetes API and "
            "the cloud's metadata service, which may serve the node's credentials"
        )
        yield from _without_effect(egress, f"{EGRESS}.locked: false")
    else:
        yield from _lock_warnings(platform, egress)


def redis_warnings(redis: RedisSettings | None, *, made_here: bool) -> Iterator[str]:
    """Return a line if tenants share one Redis, and one if its image gets no updates."""
    if redis is None or redis.mode == "external":
        return
    if redis.mode == "shared" and made_here:
        yield (
            "clearml:redis.mode: shared gives the agents of all tenants one Redis with one password; prefer perTenant, "
            "or no clearml:redis if your agents keep no state there"
        )
    if redis.image.repository in FROZEN and (made_here or redis.mode == "perTenant"):
        yield f"clearml:redis.image: {redis.image.repository} gets no updates since 2025; name one that you maintain"


def _without_effect(egress: EgressSettings, switch: str) -> Iterator[str]:
    fields = type(egress).model_fields
    found = sorted(str(fields[name].alias or name) for name in egress.model_fields_set - {"locked"})
    if found:
        yield f"{EGRESS}: {', '.join(found)} without effect, because of {switch}"


def _lock_warnings(platform: PlatformSettings, egress: EgressSettings) -> Iterator[str]:
    if not egress.blocked:
        yield (
            f"{EGRESS}.blocked: without networks, egress.locked keeps tenants from metadata services alone, not from "
            "pods, Services and nodes"
        )
    yield from _closed_peers(f"{EGRESS}.peers", egress.peers, egress)
    clusters = {"cluster": platform.cluster, **{f"clusters.{name}": each for name, each in platform.clusters.items()}}
    for path, cluster in clusters.items():
        yield from _closed_peers(f"clearml:{path}.ingress.peers", cluster.ingress.peers, egress)
        if egress.blocked and not cluster.ingress.peers and not egress.peers:
            yield (
                f"clearml:{path}.ingress.peers: without them, tenants reach well-known ingress controllers by their "
                "pod labels alone; name yours if it is another one, is on the host network, or if the server's hosts "
                "lead to private addresses"
            )


def _closed_peers(path: str, peers: Iterable[PeerSettings], egress: EgressSettings) -> Iterator[str]:
    excluded = excluded_networks(egress.api_servers)
    for peer in peers:
        if peer.cidr is not None and closed(ipaddress.ip_network(peer.cidr), excluded):
            yield (
                f"{path}: {peer.cidr} stays closed to tenants' tasks, because it belongs to a metadata service or to "
                f"{EGRESS}.apiServers"
            )
