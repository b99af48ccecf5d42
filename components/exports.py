"""The stack's outputs, contract v1, on which other stacks rely (docs/exports.md). Secrets have outputs of their own.

New fields may be added at any time. Removing or renaming one needs a new contract number and a migration.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from pulumi import Output

from blueprint.features.effective import exported
from blueprint.stack.settings import StackSettings
from blueprint.values.platform.outline import outline
from blueprint.values.tenant.login_url import login_url
from blueprint.values.tenant.site import TenantSite
from components.platform.platform import Platform
from components.tenant.account import Account
from components.tenant.tenant import Tenant
from providers.clearml.credentials import Credentials

CONTRACT = 1


def platform(settings: StackSettings, component: Platform | None) -> Mapping[str, Any]:
    """Output `platform`: contract number, scope, API address, and an outline of this stack's platform, if any."""
    parts = {} if component is None else outline(component.settings)
    return {"contract": CONTRACT, "scope": settings.scope, "apiUrl": settings.api.host, **parts}


def platform_credentials(component: Platform | None) -> Mapping[str, Any]:
    """Output `platformCredentials`, to be exported as a secret: what a stack of tenants needs to use this server.

    `root` → `accessKey`, `secretKey` of this stack's server; `supervisor` → the same of its supervisor, if it has one;
    `redisPassword` of this stack's shared Redis.
    """
    if component is None:
        return {}
    keys, password = component.root, component.redis_password
    root = {} if keys is None else {"root": {"accessKey": keys.access_key, "secretKey": keys.secret_key}}
    supervisor = {} if component.supervisor is None else {"supervisor": component.supervisor}
    redis = {} if password is None else {"redisPassword": password}
    return {**root, **supervisor, **redis}


def tenants(settings: StackSettings, components: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenants`: slug → names, ids, addresses, cluster and namespace of the workers, features; no secrets."""
    return {tenant.settings.slug: _plain(settings, tenant) for tenant in components}


def tenant_credentials(components: Iterable[Tenant]) -> Mapping[str, Any]:
    """Output `tenantCredentials`, to be exported as a secret: slug → purpose → `accessKey`, `secretKey`.

    Key pairs of service users are under `serviceUsers`, a name that no purpose can have.
    """
    return {
        tenant.settings.slug: {**_pairs(tenant.account.credentials), **_service_user_pairs(tenant.account)}
        for tenant in components
    }


def _service_user_pairs(account: Account) -> Mapping[str, Any]:
    return {"serviceUsers": _pairs(account.service_credentials)} if account.service_credentials else {}


def _pairs(credentials: Mapping[str, Credentials]) -> Mapping[str, Output[Mapping[str, str]]]:
    return {name: resource.pair.apply(_pair) for name, resource in credentials.items()}


def _pair(pair: Mapping[str, str] | None) -> Mapping[str, str]:
    """The exported form of a key pair; None is a pair that does not exist yet, at preview."""
    return {} if pair is None else {"accessKey": pair["access_key"], "secretKey": pair["secret_key"]}


def _plain(stack: StackSettings, tenant: Tenant) -> Output[Mapping[str, Any]]:
    """One Output per tenant: many nested ones cost the program an eighth of its time (ADR 0005)."""
    settings, account, workers = tenant.settings, tenant.account, tenant.workers
    features, address = exported(stack, settings), login_url(settings, stack.api, stack.platform)
    queue_ids = [queue.id for queue in account.queues.values()]

    def fields(ids: list[str]) -> Mapping[str, Any]:
        company, admin, *queues = ids
        return {
            "name": settings.name,
            "state": settings.state,
            "companyId": company,
            "adminId": admin,
            "adminEmail": settings.admin.email,
            "queues": dict(zip(account.queues, queues, strict=True)),
            "features": features,
            **({} if address is None else {"loginUrl": address}),
            **({} if workers is None else _workers(workers.site, active=settings.state == "active")),
        }

    return Output.all(account.company_id, account.admin_id, *queue_ids).apply(fields)


def _workers(site: TenantSite, *, active: bool) -> Mapping[str, Any]:
    """Cluster and namespace of the workers; `gatewayUrl` only if a gateway runs."""
    gateway = {"gatewayUrl": site.gateway_url} if active and site.gateway_url is not None else {}
    return {"cluster": site.cluster.identifier, "namespace": site.namespace, **gateway}
