"""The guards against losing protected tenants: to a file that disappears, and to `pulumi destroy` (ADR 0006)."""

from collections.abc import Iterable, Mapping

import pulumi
from pulumi import Resource, ResourceOptions

from blueprint.stack.settings import StackSettings
from components.tenant.tenant import Tenant
from providers.clearml.register import TenantRegister


def tenant_register(settings: StackSettings, provider: pulumi.ProviderResource) -> TenantRegister:
    """Remember which tenants the stack has, so that a protected one cannot vanish with its file."""
    modes = {tenant.slug: tenant.deletion for tenant in settings.tenants}
    return TenantRegister("tenants", _args(settings, modes), ResourceOptions(provider=provider))


def destroy_guard(
    settings: StackSettings, tenants: Iterable[Tenant], others: Iterable[Resource], provider: pulumi.ProviderResource
) -> TenantRegister:
    """Depend on all that is protected, and be protected: destroy deletes dependents first, so it stops here.

    Pulumi's protect on a company or a release alone is met last, when keys, login rules and other tenants are gone
    already. A protected server protects all that stands on it; one that this stack only describes is another stack's
    to protect. `others` are the platform, without whose Redis an agent stands still, and the register.
    Without anything protected the guard stays, unprotected: a protected resource cannot leave the program.
    """
    control_plane = settings.platform.control_plane if settings.platform and settings.makes_platform else None
    server_protected = control_plane is not None and control_plane.deletion == "protect"
    protected = [tenant for tenant in tenants if server_protected or tenant.settings.deletion == "protect"]
    args = _args(settings, {tenant.settings.slug: "guarded" for tenant in protected})
    ends = [end for tenant in protected for end in tenant.ends]
    # On the register always: where it refuses a vanished file, an up that continues would unprotect this one.
    opts = ResourceOptions(provider=provider, depends_on=[*ends, *others], protect=server_protected or bool(protected))
    return TenantRegister("protected", args, opts)


def _args(settings: StackSettings, tenants: Mapping[str, str]) -> dict[str, object]:
    return {"directory": f"tenants/{settings.stack}", "tenants": dict(tenants)}
