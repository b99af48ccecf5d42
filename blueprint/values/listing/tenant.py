"""Lists what the cluster of one tenant's workers gets: namespace with guards, Secrets, agent, gateway, Redis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blueprint.catalog.charts import AGENT, GATEWAY, REDIS
from blueprint.settings.secrets import REDIS_PASSWORD, REGISTRY_TOKEN
from blueprint.settings.tenant import key_pairs
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.values import names
from blueprint.values.common import redis
from blueprint.values.common.secrets import pull_secret, secret
from blueprint.values.listing.objects import (
    CHECKSUM,
    ListedManifest,
    ListedObject,
    ObjectPlace,
    listed_release,
    placeholder,
)
from blueprint.values.tenant import admission, agent, gateway, quota
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant import policies as tenant_policies
from blueprint.values.tenant.site import TenantSite


@dataclass(frozen=True)
class TenantListing:
    """Lists the objects of one tenant's workers; `owner` are the labels of this stack's namespaces."""

    tenant: TenantSettings
    site: TenantSite
    owner: Mapping[str, str]

    def objects(self) -> Iterator[ListedObject]:
        """Yield every object, in the order of creation; a suspended tenant keeps the namespace alone."""
        manifest = tenant_namespace.namespace(self.site)
        metadata = manifest["metadata"]
        labelled = {**metadata, "labels": {**metadata["labels"], **self.owner}}
        place = self._place("tenant")
        yield ListedManifest(place, {**manifest, "metadata": labelled})
        yield ListedManifest(place, tenant_namespace.default_account(self.site))
        site = self.site
        rules = (*tenant_policies.policies(site), *quota.manifests(site), *admission.policies(site))
        yield from (ListedManifest(place, rule) for rule in rules)
        yield self._pull(names.REGISTRY)
        if key_pairs.AGENT in self.purposes:
            yield from self._agent()
        if key_pairs.GATEWAY in self.purposes and self.site.has_gateway:
            yield from self._gateway()
        yield from self._tenant_credentials()

    @property
    def purposes(self) -> tuple[str, ...]:
        """Key pairs that a new stack has; a pair of the gateway that an older state has is not listed."""
        if self.tenant.state == "suspended":
            return ()
        own, needs_gateway = self.tenant.credentials, self.site.has_gateway
        exists = key_pairs.pair_exists
        return tuple(name for name, terms in own.items() if exists(name, terms, needs_gateway=needs_gateway))

    def _place(self, part: str) -> ObjectPlace:
        cluster, namespace = self.site.cluster.context, self.site.namespace
        return ObjectPlace(cluster=cluster, namespace=namespace, part=part, tenant=self.tenant.slug)

    def _secret(self, part: str, name: str, content: Mapping[str, str]) -> ListedManifest:
        return ListedManifest(self._place(part), secret(self.site.namespace, name, content))

    def _pull(self, name: str) -> ListedManifest:
        manifest = pull_secret(self.site.namespace, name, placeholder(REGISTRY_TOKEN.key))
        return ListedManifest(self._place("tenant"), manifest)

    def _pair(self, purpose: str) -> tuple[str, str]:
        slug = self.tenant.slug
        return placeholder(f"{slug}/{purpose} access key"), placeholder(f"{slug}/{purpose} secret key")

    def _agent(self) -> Iterator[ListedObject]:
        pair, store = self._pair(key_pairs.AGENT), self.site.platform.redis
        content = dict(zip((names.AGENT_KEY, names.AGENT_SECRET), pair, strict=True))
        yield self._secret("agent", names.AGENT_CREDENTIALS, content)
        if store is not None:
            own = store.mode == "perTenant"
            password = placeholder(f"{self.tenant.slug}/redis-password" if own else REDIS_PASSWORD.key)
            yield self._secret("agent", names.REDIS_CREDENTIALS, {names.REDIS_PASSWORD_KEY: password})
            if own:
                yield listed_release(self._place("redis"), store, REDIS, redis.values(store, CHECKSUM))
        yield self._pull(names.REGISTRY_LISTED)
        values = agent.values(self.site, CHECKSUM, pair)
        yield listed_release(self._place("agent"), self.site.common.agent, AGENT, values)

    def _gateway(self) -> Iterator[ListedObject]:
        common, pair = self.site.common.gateway, self._pair(key_pairs.GATEWAY)
        if common is None:
            return
        content = dict(zip((names.GATEWAY_KEY, names.GATEWAY_SECRET), pair, strict=True))
        yield self._secret("gateway", names.GATEWAY_CREDENTIALS, content)
        yield listed_release(self._place("gateway"), common, GATEWAY, gateway.values(self.site, CHECKSUM, pair))

    def _tenant_credentials(self) -> Iterator[ListedManifest]:
        content: dict[str, str] = {}
        for purpose in self.purposes:
            content |= zip(names.tenant_credentials_keys(purpose), self._pair(purpose), strict=True)
        if content:
            content[names.TENANT_CREDENTIALS_HOST] = self.site.server.api_url
            yield self._secret("tenant", names.TENANT_CREDENTIALS, content)
