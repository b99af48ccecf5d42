"""Workers: a tenant's resources in Kubernetes: namespace with guards, Secrets, agent and app gateway.

The guards exist before anything runs in the namespace. A suspended tenant has no key pairs and therefore neither agent
nor gateway; it keeps the namespace.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pulumi
from pulumi import Input, Output, ProviderResource, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from blueprint.catalog.charts import AGENT, GATEWAY, REDIS, CatalogChart
from blueprint.values import names
from blueprint.values.common import redis
from blueprint.values.common.secrets import secret
from blueprint.values.tenant import agent, gateway
from blueprint.values.tenant.site import TenantSite
from components.helm.other_tenants import OtherTenants
from components.helm.recovery import ReleaseRecovery
from components.helm.release import ReleaseSettings, release
from components.shared.checksum import checksum
from components.shared.known_or import known_or
from components.shared.pull_secret import pull_secret
from components.shared.root_credentials import random_secret
from components.shared.secret import create_secret
from components.tenant.account import Account
from components.tenant.namespace import TenantNamespace

Content = Mapping[str, Input[str]]


@dataclass(frozen=True, kw_only=True)
class WorkersArgs:
    """`redis` is the release of the shared Redis, None if another stack creates it; `redis_password` its password.

    `checksum_key` is random and secret. `owner` is the label of this stack's namespaces. `protect` keeps the namespace
    of a protected tenant.
    """

    site: TenantSite
    registry_token: Input[str] | None
    redis_password: Input[str] | None
    redis: Resource | None
    checksum_key: Input[str]
    owner: Mapping[str, str]
    protect: bool
    recovery: ReleaseRecovery | None
    others: OtherTenants | None = None
    """The tenants for which the error of a release waits."""
    providers: list[ProviderResource]
    """Kubernetes in the tenant's cluster, and the provider of random secrets."""


class Workers(pulumi.ComponentResource):
    """The workers of an account. The agent starts after its queues exist.

    `ends` are the leaf resources: waiting for them means waiting for everything in this component.
    """

    site: TenantSite
    ends: list[Resource]

    def __init__(self, args: WorkersArgs, account: Account, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:tenant:Workers", args.site.plan.place.slug, None, opts)
        self._args, self.site, self._account = args, args.site, account
        self._slug = args.site.plan.place.slug
        namespace = TenantNamespace(args.site, args.owner, ResourceOptions(parent=self), protect=args.protect)
        self._guarded = namespace.guarded
        self._pull = [self._create_pull_secret(names.REGISTRY)]
        if account.credentials:
            self._pull.append(self._create_pull_secret(names.REGISTRY_LISTED))
        releases = [*self._create_agent(), *self._create_gateway()]
        self.ends = [*self._create_tenant_credentials(), *(releases or [*self._pull, *self._guarded.guards])]
        self.register_outputs({})

    def _create_agent(self) -> Iterator[Resource]:
        if "agent" not in self._account.credentials:
            return
        settings = self.site.common.agent
        pair = self._pair("agent")
        content = dict(zip((names.AGENT_KEY, names.AGENT_SECRET), pair, strict=True))
        after: list[Resource] = [self._create_secret(names.AGENT_CREDENTIALS, content), *self._account.queues.values()]
        password = self._redis_password()
        if password is not None:
            content |= {names.REDIS_PASSWORD_KEY: password}
            after.append(self._create_secret(names.REDIS_CREDENTIALS, {names.REDIS_PASSWORD_KEY: password}))
            after.extend(self._create_redis(password, after[-1]))
        if self._args.redis is not None:
            after.append(self._args.redis)
        values = agent.values(self.site, self._checksum(content), pair)
        yield self._create_release("agent", settings, AGENT, values, *self._pull, *after)

    def _create_gateway(self) -> Iterator[Resource]:
        settings = self.site.common.gateway
        if settings is None or not self.site.has_gateway or "gateway" not in self._account.credentials:
            return
        pair = self._pair("gateway")
        content = dict(zip((names.GATEWAY_KEY, names.GATEWAY_SECRET), pair, strict=True))
        secret = self._create_secret(names.GATEWAY_CREDENTIALS, content)
        values = gateway.values(self.site, self._checksum(content), pair)
        yield self._create_release("gateway", settings, GATEWAY, values, *self._pull, secret)

    def _redis_password(self) -> Output[str] | None:
        settings, shared = self.site.platform.redis, self._args.redis_password
        if settings is None:
            return None
        if settings.mode == "perTenant":
            name = f"{self._slug}/redis-password"
            return random_secret(name, ResourceOptions(parent=self), settings.password_generation)
        return None if shared is None else Output.secret(shared)

    def _create_redis(self, password: Output[str], secret: Resource) -> list[Resource]:
        """The tenant's own Redis, if the mode is perTenant."""
        settings = self.site.platform.redis
        if settings is None or settings.mode != "perTenant":
            return []
        values = redis.values(settings, self._checksum({names.REDIS_PASSWORD_KEY: password}))
        return [self._create_release("redis", settings, REDIS, values, secret)]

    def _create_release(
        self, part: str, settings: ReleaseSettings, chart: CatalogChart, values: dict[str, Any], *after: Resource
    ) -> Resource:
        opts, recovery = self._guarded.release_options(self, *after), self._args.recovery
        if self._args.others is not None:
            opts = ResourceOptions.merge(opts, ResourceOptions(hooks=self._args.others.hooks))
        if recovery is not None and chart in (AGENT, GATEWAY):
            recovery = replace(recovery, has_data=False)
        return release(settings, chart, self.site.namespace, values, opts, recovery, resource=f"{self._slug}/{part}")

    def _create_tenant_credentials(self) -> Iterator[Resource]:
        """The tenant credentials Secret, with each key pair under its purpose, for programs of this tenant."""
        content: dict[str, Input[str]] = {}
        for purpose in self._account.credentials:
            content |= zip(names.tenant_credentials_keys(purpose), self._pair(purpose), strict=True)
        if content:
            content[names.TENANT_CREDENTIALS_HOST] = self.site.server.api_url
            yield self._create_secret(names.TENANT_CREDENTIALS, content)

    def _pair(self, purpose: str) -> tuple[Output[str], Output[str]]:
        """Access key and secret key."""
        pair = known_or(self._account.credentials[purpose].pair, {"access_key": "", "secret_key": ""})
        access_key = pair.apply(lambda keys: keys["access_key"])
        return Output.secret(access_key), Output.secret(pair.apply(lambda keys: keys["secret_key"]))

    def _create_pull_secret(self, name: str) -> Secret:
        site, inside = self.site, self._guarded.object_options(self)
        return pull_secret(site.namespace, site.platform.registry, self._args.registry_token, inside, self._slug, name)

    def _create_secret(self, name: str, content: Content) -> Secret:
        manifest = secret(self.site.namespace, name, content)
        return create_secret(f"{self._slug}/{name}", manifest, self._guarded.object_options(self))

    def _checksum(self, content: Content) -> Output[str]:
        return checksum(self._args.checksum_key, content)
