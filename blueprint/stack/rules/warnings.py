"""Lists platform settings that are valid and may still surprise; `fleet check` prints them.

Known surprises of chart versions are listed by `blueprint.plan.charts.selection`.
"""

from collections.abc import Iterable, Iterator

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.protections import isolation_warnings, redis_warnings
from blueprint.stack.rules.restricted import restricted_warnings


def platform_warnings(platform: PlatformSettings) -> Iterator[str]:
    """Return one line each; for a platform that another stack makes, only what concerns tenants' workers."""
    if platform.control_plane is not None and platform.made_here:
        yield from _server_warnings(platform, platform.control_plane)
    yield from redis_warnings(platform.redis, made_here=platform.made_here)
    if platform.workers is not None:
        yield from isolation_warnings(platform, platform.workers.egress)


def tenant_login_warnings(platform: PlatformSettings | None, tenants: Iterable[TenantSettings]) -> Iterator[str]:
    """Return one line if tenants have an external tenant while this stack's server has no sign-in per tenant."""
    if platform is None or platform.control_plane is None or platform.control_plane.server.tenant_login:
        return
    slugs = [tenant.slug for tenant in tenants if tenant.login.sso is not None and tenant.login.sso.tenant is not None]
    if slugs:
        yield (
            f"login.sso.tenant of {', '.join(slugs)}: users sign in at /login/<external tenant> only if the server has "
            "clearml:controlPlane.server.tenantLogin: true"
        )


def _server_warnings(platform: PlatformSettings, control_plane: ControlPlaneSettings) -> Iterator[str]:
    if not platform.isolation.enabled:
        yield "clearml:isolation.enabled: false leaves the server's databases open to every pod in the cluster"
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
    yield from restricted_warnings(platform)
    if control_plane.deletion == "delete":
        yield "clearml:controlPlane.deletion: delete lets `pulumi destroy` delete the server with its volumes"
