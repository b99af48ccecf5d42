"""The guard against tenant files that disappear: one TenantRegister a stack."""

import pulumi
from pulumi import ResourceOptions

from providers.clearml.register import TenantRegister
from settings.platform import Settings


def tenant_register(settings: Settings, provider: pulumi.ProviderResource) -> TenantRegister:
    """Remember which tenants the stack has, so that a protected one cannot vanish with its file."""
    modes = {tenant.slug: tenant.deletion for tenant in settings.tenants}
    args = {"directory": f"tenants/{settings.stack}", "tenants": modes}
    return TenantRegister("tenants", args, ResourceOptions(provider=provider))
