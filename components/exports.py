"""The stack's outputs, contract v1: what other stacks may rely on (docs/exports.md). Plain and secret parts are apart.

A field is only ever added; removing or renaming one needs a new contract number and a migration.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from components.tenant import Tenant
from settings.platform import Settings

CONTRACT = 1


def platform(settings: Settings) -> Mapping[str, Any]:
    """Output `platform`: contract number, scope and the address of the API."""
    return {"contract": CONTRACT, "scope": settings.scope, "apiUrl": settings.api.host}


def tenants(made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenants`: slug → names and ids; nothing secret."""
    return {tenant.settings.slug: _plain(tenant) for tenant in made}


def tenant_credentials(made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenantCredentials`, to be exported as a secret: slug → purpose → `accessKey`, `secretKey`."""
    return {
        tenant.settings.slug: {
            purpose: {"accessKey": pair.access_key, "secretKey": pair.secret_key}
            for purpose, pair in tenant.account.credentials.items()
        }
        for tenant in made
    }


def _plain(tenant: Tenant) -> Mapping[str, Any]:
    settings, account = tenant.settings, tenant.account
    return {
        "name": settings.name,
        "state": settings.state,
        "companyId": account.company_id,
        "adminId": account.admin_id,
        "adminEmail": settings.admin.email,
        "queues": {name: queue.id for name, queue in account.queues.items()},
    }
