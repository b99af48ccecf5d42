"""One stack of the platform, read as a bill of materials: settings, provider, tenants, exports."""

import pulumi

from components import exports
from components.connection import clearml_provider
from components.lean_sdk import spare_the_engine
from components.register import tenant_register
from components.tenant import Tenant, TenantArgs
from settings.load import load, secrets

spare_the_engine()

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

pulumi.export("platform", exports.platform(settings))
pulumi.export("tenants", exports.tenants(tenants))
pulumi.export("tenantCredentials", pulumi.Output.secret(exports.tenant_credentials(tenants)))
