"""Owns every name that we derive: releases' object names, Service DNS, pod labels, hosts, our own Secrets and labels.

The vendor's charts are closed: what stands here follows the open charts' helpers and the guides' commands, and the
settings' `fullname`, `release` and `namespace` override it. It must not hold a value of a chart or a manifest.
"""

from dataclasses import dataclass
from typing import Final, Literal

from settings.billing import Billing
from settings.control_plane import ControlPlane
from settings.redis import Redis

ServerPart = Literal["apiserver", "fileserver", "webserver"]
PORTS: Final[dict[ServerPart, int]] = {"apiserver": 8008, "fileserver": 8081, "webserver": 8080}
"""Service and container ports of the server's parts; both are the same in every public chart."""

SERVER_CHART: Final = "clearml-enterprise"
KAFKA_PORT: Final = 9092
REDIS_PORT: Final = 6379

ROOT_CREDENTIALS: Final = "clearml-root-credentials"
"""Secret for `clearml.existingSecret`; never the chart's own name `clearml-conf`, which Helm would claim."""
SERVER_SETTINGS: Final = "clearml-server-settings"  # the name of a Secret, not its content
"""Secret of the secret environment settings; each key is its variable's name, each value is HOCON."""
REGISTRY: Final = "clearml-registry"
"""Pull secret in each namespace with images of the vendor; never the chart's own name `clearml-registry-key`."""
REDIS_CREDENTIALS: Final = "clearml-redis"
"""Secret of the shared Redis' password."""
REDIS_PASSWORD_KEY: Final = "redis-password"  # noqa: S105 - the name of a key, not its value
"""Its key."""
ROOT_CREDENTIAL_KEYS: Final = (
    "apiserver_key",
    "apiserver_secret",
    "fileserver_key",
    "fileserver_secret",
    "secure_auth_token_secret",
    "test_user_key",
    "test_user_secret",
)
"""Keys that the chart reads from `clearml.existingSecret` (its own Secret `clearml-conf` has the same)."""

MANAGED_BY: Final = {"app.kubernetes.io/managed-by": "clearml-platform"}
NAMESPACE_NAME: Final = "kubernetes.io/metadata.name"
"""Label that the API server itself sets on every namespace and nobody can change."""
ROLE: Final = "clearml-platform/role"
TENANT: Final = "clearml-platform/tenant"
Role = Literal["control-plane", "redis", "billing", "gpu", "tenant"]
TASK_POD: Final = "clearml-task-id"
"""Label that every agent puts on the pods of tasks (clearml-agent, glue/k8s.py)."""
CDMO_NODE: Final = {"cdmo.clear.ml/gpu-partitioning": "mig"}
"""Label of nodes that the dynamic MIG operator may cut (guide, "Enable MIG support")."""
SECRETS_CHECKSUM: Final = "clearml-platform/secrets-checksum"
"""Pod annotation that changes when a Secret does, so that the pods restart."""


def fullname(release: str, chart: str, override: str | None = None) -> str:
    """What a chart's object names begin with, by Helm's usual rule: the release alone where it holds the chart's name.

    Cut at 63 characters, as every chart's helper does.
    """
    name = override or (release if chart in release else f"{release}-{chart}")
    return name[:63].removesuffix("-")


def role_labels(role: Role) -> dict[str, str]:
    """Labels of a namespace that we make. Tenants cannot edit namespaces, so a policy may rest on them."""
    return {**MANAGED_BY, ROLE: role}


@dataclass(frozen=True)
class ServerNames:
    """Names of one ClearML server."""

    fullname: str
    namespace: str
    api_host: str
    app_host: str
    files_host: str
    cookie_domain: str

    @classmethod
    def of(cls, control_plane: ControlPlane) -> "ServerNames":
        """Derive them."""
        base, hosts = control_plane.base_domain, control_plane.hosts
        return cls(
            fullname=fullname(control_plane.release, SERVER_CHART, control_plane.fullname),
            namespace=control_plane.namespace,
            api_host=f"{hosts.api}.{base}",
            app_host=f"{hosts.app}.{base}",
            files_host=f"{hosts.files}.{base}",
            cookie_domain=control_plane.cookie_domain or base,
        )

    def service(self, part: ServerPart) -> str:
        """Name of a part's Service."""
        return f"{self.fullname}-{part}"

    @property
    def apiserver(self) -> str:
        """Name of the API server's Service."""
        return self.service("apiserver")

    @property
    def fileserver(self) -> str:
        """Name of the file server's Service."""
        return self.service("fileserver")

    @property
    def webserver(self) -> str:
        """Name of the web UI's Service."""
        return self.service("webserver")

    def service_host(self, part: ServerPart) -> str:
        """A part's DNS name within the cluster."""
        return f"{self.service(part)}.{self.namespace}"

    def service_url(self, part: ServerPart) -> str:
        """A part's URL within the cluster; plain HTTP, TLS ends at the ingress."""
        return f"http://{self.service_host(part)}:{PORTS[part]}"

    def host(self, part: ServerPart) -> str:
        """A part's public host name."""
        return {"apiserver": self.api_host, "fileserver": self.files_host, "webserver": self.app_host}[part]

    @property
    def name_label(self) -> dict[str, str]:
        """Label of all pods of the server; the guide's own policy selects it."""
        return {"app.kubernetes.io/name": self.fullname}

    def instance_label(self, part: ServerPart) -> dict[str, str]:
        """Label of one part's pods (open chart's helper; INF for the Enterprise chart)."""
        return {"app.kubernetes.io/instance": self.service(part)}

    @property
    def api_url(self) -> str:
        """URL of the API as users and agents reach it."""
        return f"https://{self.api_host}"

    @property
    def app_url(self) -> str:
        """URL of the web UI."""
        return f"https://{self.app_host}"

    @property
    def files_url(self) -> str:
        """URL of the file server."""
        return f"https://{self.files_host}"


@dataclass(frozen=True)
class RedisNames:
    """Names of the shared Redis (Bitnami's chart)."""

    fullname: str
    namespace: str

    @classmethod
    def of(cls, redis: Redis) -> "RedisNames":
        """Derive them."""
        return cls(fullname(redis.release, "redis"), redis.namespace)

    @property
    def service(self) -> str:
        """Name of the Service that takes writes."""
        return f"{self.fullname}-master"

    @property
    def host(self) -> str:
        """Its DNS name within the cluster, such as redis-master.redis-shared."""
        return f"{self.service}.{self.namespace}"


@dataclass(frozen=True)
class BillingNames:
    """Names within the billing chart: Bitnami's Kafka and Redis as its subcharts."""

    release: str
    namespace: str

    @classmethod
    def of(cls, billing: Billing) -> "BillingNames":
        """Derive them."""
        return cls(billing.release, billing.namespace)

    @property
    def kafka_host(self) -> str:
        """Kafka's DNS name within the cluster, such as clearml-billing-kafka.clearml-billing."""
        return f"{fullname(self.release, 'kafka')}.{self.namespace}"

    @property
    def redis_host(self) -> str:
        """Redis' DNS name within the cluster, such as clearml-billing-redis-master.clearml-billing."""
        return f"{fullname(self.release, 'redis')}-master.{self.namespace}"
