"""One stack of the platform, read as a bill of materials: settings, provider, tenants, exports."""

import pulumi

from components import exports
from components.connection import clearml_provider
from components.lean_sdk import all_known, spare_the_engine
from components.register import destroy_guard, tenant_register
from components.tenant import Tenant, TenantArgs
from settings.load import load, secrets


async def main() -> pulumi.Inputs:
    """Make everything and return the stack's outputs."""
    settings = load()
    secret = secrets(settings)

    clearml = clearml_provider(settings.api, secret)

    tenant_register(settings, clearml)
    tenants = [
        Tenant(
            TenantArgs(settings=tenant, sso_client_secret=secret.sso_client_secrets.get(tenant.slug)),
            pulumi.ResourceOptions(providers=[clearml]),
        )
        for tenant in settings.tenants
    ]
    destroy_guard(settings, tenants, clearml)

    return await all_known(
        {
            "platform": exports.platform(settings),
            "tenants": exports.tenants(tenants),
            "tenantCredentials": pulumi.Output.secret(exports.tenant_credentials(tenants)),
        }
    )


spare_the_engine()
pulumi.run(main)
