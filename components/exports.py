"""The stack's outputs, contract v1: what other stacks may rely on (docs/exports.md). Plain and secret parts are apart.

A field is only ever added; removing or renaming one needs a new contract number and a migration.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import Output

from blueprint.features.effective import exported
from blueprint.stack.settings import StackSettings
from blueprint.values.platform.outline import outline
from blueprint.values.tenant.site import TenantSite
from components.platform.platform import Platform
from components.tenant.account import Account
from components.tenant.tenant import Tenant
from providers.clearml.credentials import Credentials

CONTRACT = 1


def platform(settings: StackSettings, made: Platform | None) -> Mapping[str, Any]:
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


def tenants(settings: StackSettings, made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenants`: slug → names, ids, where its workers are, effective features; nothing secret."""
    return {tenant.settings.slug: _plain(tenant, exported(settings, tenant.settings)) for tenant in made}


def tenant_credentials(made: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenantCredentials`, to be exported as a secret: slug → purpose → `accessKey`, `secretKey`.

    Those of service users are under `serviceUsers`, which no purpose can be called.
    """
    return {
        tenant.settings.slug: {**_pairs(tenant.account.credentials), **_of_service_users(tenant.account)}
        for tenant in made
    }


def _of_service_users(account: Account) -> Mapping[str, Any]:
    return {"serviceUsers": _pairs(account.service_credentials)} if account.service_credentials else {}


def _pairs(credentials: Mapping[str, Credentials]) -> Mapping[str, Output[Mapping[str, str]]]:
    return {name: made.pair.apply(_pair) for name, made in credentials.items()}


def _pair(pair: Mapping[str, str] | None) -> Mapping[str, str]:
    """None while it is not minted yet, at preview."""
    return {} if pair is None else {"accessKey": pair["access_key"], "secretKey": pair["secret_key"]}


def _plain(tenant: Tenant, features: Mapping[str, Any]) -> Output[Mapping[str, Any]]:
    """One Output a tenant: many nested ones cost the program an eighth of its time (ADR 0005)."""
    settings, account, workers = tenant.settings, tenant.account, tenant.workers
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
            "features": features,
            **({} if workers is None else _kubernetes_half(workers.site, active=settings.state == "active")),
        }

    return Output.all(account.company_id, account.admin_id, *ids_of_queues).apply(told)


def _kubernetes_half(site: TenantSite, *, active: bool) -> Mapping[str, Any]:
    """Where the tenant's workers are; no gateway, no URL."""
    gateway = {"gatewayUrl": site.gateway_url} if active and site.gateway_url is not None else {}
    return {"cluster": site.cluster.identifier, "namespace": site.namespace, **gateway}
