"""Workers: the Kubernetes half of a tenant: a fenced namespace with its quota, Secrets, agent and app gateway.

Namespace, fence and quota stand before anything goes in. A suspended tenant has no key pairs, hence neither agent nor
gateway; its namespace stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ProviderResource, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from catalog.charts import AGENT, GATEWAY, REDIS
from components.account import Account
from components.checksum import checksum
from components.helm import release
from components.left_over import Mender
from components.pull_secret import pull_secret
from components.root_credentials import generated
from components.settled import settled
from components.tenant_namespace import TenantNamespace
from components.values import agent, gateway, names, redis
from components.values.site import Site
from settings.coordinates import coordinates
from settings.worker_platform import Gateway

Content = Mapping[str, Input[str]]


@dataclass(frozen=True, kw_only=True)
class WorkersArgs:
    """`redis_password` is that of a Redis that tenants share; `owner` labels the namespace as this stack's.

    `checksum_key` is random and secret. `protect` keeps the namespace of a protected tenant.
    """

    site: Site
    registry_token: Input[str] | None
    redis_password: Input[str] | None
    checksum_key: Input[str]
    owner: Mapping[str, str]
    protect: bool
    mender: Mender | None
    providers: list[ProviderResource]
    """Kubernetes in the tenant's cluster, and Python for generated secrets."""


class Workers(pulumi.ComponentResource):
    """The workers of an account; they start when its queues are there."""

    site: Site

    def __init__(self, args: WorkersArgs, account: Account, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:tenant:Workers", args.site.plan.slug, None, opts)
        self._args, self.site, self._account = args, args.site, account
        self._slug = args.site.plan.slug
        self._space = TenantNamespace(args.site, args.owner, ResourceOptions(parent=self), protect=args.protect)
        token = args.registry_token
        self._pull = pull_secret(self.site.namespace, self.site.platform.registry, token, self._within(), self._slug)
        self._make_hand_off()
        if "agent" in account.credentials:
            self._make_agent()
        wanted = self.site.common.gateway
        if wanted is not None and self.site.has_gateway and "gateway" in account.credentials:
            self._make_gateway(wanted)
        self.register_outputs({})

    def _make_agent(self) -> None:
        wanted = self.site.common.agent
        content = dict(zip((names.AGENT_KEY, names.AGENT_SECRET), self._pair("agent"), strict=True))
        waits: list[Resource] = [self._make_secret(names.AGENT_CREDENTIALS, content), *self._account.queues.values()]
        password = self._redis_password()
        if password is not None:
            content |= {names.REDIS_PASSWORD_KEY: password}
            waits.append(self._make_secret(names.REDIS_CREDENTIALS, {names.REDIS_PASSWORD_KEY: password}))
            waits.extend(self._make_redis(password, waits[-1]))
        release(
            wanted.release,
            self.site.namespace,
            coordinates(wanted.chart, AGENT),
            wanted.chart,
            agent.values(self.site, self._checksum(content)),
            self._inside(self._pull, *waits),
            self._args.mender,
            resource=f"{self._slug}/agent",
        )

    def _make_gateway(self, wanted: Gateway) -> None:
        pair = self._pair("gateway")
        content = dict(zip((names.GATEWAY_KEY, names.GATEWAY_SECRET), pair, strict=True))
        secret = self._make_secret(names.GATEWAY_CREDENTIALS, content)
        release(
            wanted.release,
            self.site.namespace,
            coordinates(wanted.chart, GATEWAY),
            wanted.chart,
            gateway.values(self.site, self._checksum(content), pair),
            self._inside(self._pull, secret),
            self._args.mender,
            resource=f"{self._slug}/gateway",
        )

    def _redis_password(self) -> Output[str] | None:
        settings, shared = self.site.platform.redis, self._args.redis_password
        if settings is None:
            return None
        if settings.mode == "perTenant":
            name = f"{self._slug}/redis-password"
            return generated(name, ResourceOptions(parent=self), settings.password_generation)
        return None if shared is None else Output.secret(shared)

    def _make_redis(self, password: Output[str], secret: Resource) -> list[Resource]:
        """The tenant's own Redis, in mode perTenant."""
        settings = self.site.platform.redis
        if settings is None or settings.mode != "perTenant":
            return []
        made = release(
            settings.release,
            self.site.namespace,
            coordinates(settings.chart, REDIS),
            settings.chart,
            redis.values(settings, self._checksum({names.REDIS_PASSWORD_KEY: password})),
            self._inside(secret),
            self._args.mender,
            resource=f"{self._slug}/redis",
        )
        return [made]

    def _make_hand_off(self) -> None:
        """For consumers that may see this tenant alone: each key pair under its purpose."""
        content: dict[str, Input[str]] = {}
        for purpose in self._account.credentials:
            content |= zip(names.hand_off_keys(purpose), self._pair(purpose), strict=True)
        if content:
            self._make_secret(
                names.TENANT_CREDENTIALS, content | {names.TENANT_CREDENTIALS_HOST: self.site.server.api_url}
            )

    def _pair(self, purpose: str) -> tuple[Output[str], Output[str]]:
        """Access key and secret key."""
        pair = settled(self._account.credentials[purpose].pair, {"access_key": "", "secret_key": ""})
        access_key = pair.apply(lambda known: known["access_key"])
        return Output.secret(access_key), Output.secret(pair.apply(lambda known: known["secret_key"]))

    def _make_secret(self, name: str, content: Content) -> Secret:
        metadata = {"name": name, "namespace": self.site.namespace, "labels": names.MANAGED_BY}
        return Secret(f"{self._slug}/{name}", metadata=metadata, string_data=content, opts=self._within())

    def _inside(self, *after: Resource) -> ResourceOptions:
        """Of a release: its objects outside the namespace do not go with that."""
        return ResourceOptions(parent=self, depends_on=[*self._space.fence, *after])

    def _within(self) -> ResourceOptions:
        """Of what needs neither the fence nor a deletion of its own when the namespace goes."""
        namespace = self._space.namespace
        return ResourceOptions(parent=self, depends_on=[namespace], deleted_with=namespace)

    def _checksum(self, content: Content) -> Output[str]:
        return checksum(self._args.checksum_key, content)
