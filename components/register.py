"""The guards against losing protected tenants: to a file that disappears, and to `pulumi destroy` (ADR 0006)."""

from collections.abc import Iterable, Mapping

import pulumi
from pulumi import ResourceOptions

from components.tenant import Tenant
from providers.clearml.register import TenantRegister
from settings.platform import Settings


def tenant_register(settings: Settings, provider: pulumi.ProviderResource) -> TenantRegister:
    """Remember which tenants the stack has, so that a protected one cannot vanish with its file."""
    modes = {tenant.slug: tenant.deletion for tenant in settings.tenants}
    return TenantRegister("tenants", _args(settings, modes), ResourceOptions(provider=provider))


def destroy_guard(settings: Settings, tenants: Iterable[Tenant], provider: pulumi.ProviderResource) -> TenantRegister:
    """Depend on all that protected tenants have, and be protected: destroy deletes dependents first, so it stops here.

    Pulumi's protect on the company alone is met last, when the tenant's keys and login rules are gone already.
    Without protected tenants the guard stays, unprotected: a protected resource cannot leave the program.
    """
    protected = [tenant for tenant in tenants if tenant.settings.deletion == "protect"]
    args = _args(settings, {tenant.settings.slug: "guarded" for tenant in protected})
    depends_on = [end for tenant in protected for end in tenant.account.ends]
    opts = ResourceOptions(provider=provider, depends_on=depends_on, protect=bool(protected))
    return TenantRegister("protected", args, opts)


def _args(settings: Settings, tenants: Mapping[str, str]) -> dict[str, object]:
    return {"directory": f"tenants/{settings.stack}", "tenants": dict(tenants)}
