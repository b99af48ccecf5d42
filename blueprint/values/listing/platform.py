"""Lists what the platform's cluster gets, in order of creation: namespaces with policies, Secrets, releases, nodes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from blueprint.catalog.charts import BILLING, CDMO, CLEARML_ENTERPRISE, GPU_OPERATOR, REDIS
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import BILLING_REGISTRY_TOKEN, REDIS_PASSWORD, REGISTRY_TOKEN, ROOT_CREDENTIAL
from blueprint.values import names
from blueprint.values.common import redis
from blueprint.values.common.secrets import pull_secret, secret
from blueprint.values.listing.objects import (
    CHECKSUM,
    ListedManifest,
    ListedObject,
    ListedRelease,
    ObjectPlace,
    listed_release,
    placeholder,
)
from blueprint.values.platform import billing, cdmo, clearml_enterprise, gpu_operator
from blueprint.values.platform.namespaces import Part, platform_namespaces
from blueprint.values.platform.network_policies import policies
from blueprint.values.platform.server_settings import secret_settings


@dataclass(frozen=True)
class PlatformListing:
    """Lists the objects of one platform; `owner` are the labels of this stack's namespaces."""

    platform: PlatformSettings
    owner: Mapping[str, str]

    def objects(self) -> Iterator[ListedObject]:
        """Yield every object, part by part."""
        rules, namespaces = policies(self.platform), platform_namespaces(self.platform)
        for part, manifest in namespaces.items():
            metadata = manifest["metadata"]
            labelled = {**metadata, "labels": {**metadata["labels"], **self.owner}}
            place = self._place(part, metadata["name"])
            yield ListedManifest(place, {**manifest, "metadata": labelled})
            yield from (ListedManifest(place, rule) for rule in rules.get(part, ()))
            yield from self._secrets(place, part)
            yield from self._releases(place, part)
        yield from self._nodes()

    def _place(self, part: str, namespace: str) -> ObjectPlace:
        return ObjectPlace(cluster=self.platform.cluster.context, namespace=namespace, part=part)

    def _secrets(self, place: ObjectPlace, part: Part) -> Iterator[ListedManifest]:
        tokens = dict.fromkeys(("control-plane", "cdmo"), REGISTRY_TOKEN.key) | {"billing": BILLING_REGISTRY_TOKEN.key}
        if part in tokens:
            yield ListedManifest(place, pull_secret(place.namespace, names.REGISTRY, placeholder(tokens[part])))
        if part == "control-plane":
            listed = pull_secret(place.namespace, names.REGISTRY_LISTED, placeholder(REGISTRY_TOKEN.key))
            yield ListedManifest(place, listed)
            yield ListedManifest(place, secret(place.namespace, names.ROOT_CREDENTIALS, self._root_credentials()))
            settings = {name: placeholder(key) for name, key in secret_settings(self.platform).items()}
            if settings:
                yield ListedManifest(place, secret(place.namespace, names.SERVER_SETTINGS, settings))
        if part == "redis":
            password = {names.REDIS_PASSWORD_KEY: placeholder(REDIS_PASSWORD.key)}
            yield ListedManifest(place, secret(place.namespace, names.REDIS_CREDENTIALS, password))

    def _root_credentials(self) -> dict[str, str]:
        server = self.platform.control_plane
        keys = dict.fromkeys((*names.ROOT_CREDENTIAL_KEYS, *(server.credential_keys if server else ())))
        stored = {key: names.ROOT_SECRETS.get(key) for key in keys}
        return {
            key: placeholder(ROOT_CREDENTIAL.key_of(key) if known is None else known.key)
            for key, known in stored.items()
        }

    def _releases(self, place: ObjectPlace, part: Part) -> Iterator[ListedRelease]:
        settings = self.platform
        server, gpu, store, bill = settings.control_plane, settings.gpu, settings.redis, settings.billing
        if part == "control-plane" and server is not None:
            yield listed_release(place, server, CLEARML_ENTERPRISE, clearml_enterprise.values(settings, CHECKSUM))
        elif part == "redis" and store is not None:
            yield listed_release(place, store, REDIS, redis.values(store, CHECKSUM))
        elif part == "billing":
            yield listed_release(place, bill, BILLING, billing.values(bill), bill.archive)
        elif part == "gpu-operator" and gpu is not None and gpu.operator is not None:
            yield listed_release(place, gpu.operator, GPU_OPERATOR, gpu_operator.values(gpu))
        elif part == "cdmo" and gpu is not None and gpu.cdmo is not None:
            yield listed_release(place, gpu.cdmo, CDMO, cdmo.values(gpu.cdmo, self.platform.registry))

    def _nodes(self) -> Iterator[ListedManifest]:
        """Labels that are put on nodes; the command that sets their MIG mode is no object of the cluster."""
        for name in self.platform.gpu.nodes if self.platform.gpu is not None else ():
            metadata = {"name": name, "labels": dict(names.CDMO_NODE)}
            yield ListedManifest(self._place("nodes", ""), {"apiVersion": "v1", "kind": "Node", "metadata": metadata})
