"""The stack's outputs, contract v1: what other stacks may rely on (docs/exports.md). Plain and secret parts are apart.

A field is only ever added; removing or renaming one needs a new contract number and a migration.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import Output

from components.platform import Platform
from components.tenant import Tenant
from components.values.outline import outline
from settings.platform import Settings

CONTRACT = 1


def platform(settings: Settings, made: Platform | None) -> Mapping[str, Any]:
    """Output `platform`: contract number, scope and the address of the API; what the stack made in its cluster."""
    parts = {} if made is None else outline(made.settings)
    return {"contract": CONTRACT, "scope": settings.scope, "apiUrl": settings.api.host, **parts}


def platform_credentials(made: Platform | None) -> Mapping[str, Any]:
    """Output `platformCredentials`, to be exported as a secret: what a stack of tenants needs to work on this server.

    `root` → `accessKey`, `secretKey` of the server made here; `redisPassword` of the shared Redis made here.
    """
    if made is None:
        return {}
    root = {} if made.root is None else {"accessKey": made.root.access_key, "secretKey": made.root.secret_key}
    redis = {} if made.redis_password is None else {"redisPassword": made.redis_password}
    return {**({"root": root} if root else {}), **redis}


def tenants(made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenants`: slug → names and ids; nothing secret."""
    return {tenant.settings.slug: _plain(tenant) for tenant in made}


def tenant_credentials(made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenantCredentials`, to be exported as a secret: slug → purpose → `accessKey`, `secretKey`."""
    return {
        tenant.settings.slug: {purpose: pair.pair.apply(_pair) for purpose, pair in tenant.account.credentials.items()}
        for tenant in made
    }


def _pair(pair: Mapping[str, str] | None) -> Mapping[str, str]:
    """None while it is not minted yet, at preview."""
    return {} if pair is None else {"accessKey": pair["access_key"], "secretKey": pair["secret_key"]}


def _plain(tenant: Tenant) -> Output[Mapping[str, Any]]:
    """One Output a tenant: many nested ones cost the program an eighth of its time (ADR 0005)."""
    settings, account = tenant.settings, tenant.account
    ids_of_queues = [queue.id for queue in account.queues.values()]

    def told(ids: list[str]) -> Mapping[str, Any]:
        company, admin, *queues = ids
        return {
            "name": settings.name,
            "state": settings.state,
            "companyId": company,
            "adminId": admin,
            "adminEmail": settings.admin.email,
            "queues": dict(zip(account.queues, queues, strict=True)),
        }

    return Output.all(account.company_id, account.admin_id, *ids_of_queues).apply(told)
