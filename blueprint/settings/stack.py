"""The keys `clearml:*` of a stack's configuration, and what `tenantDefaults` may hold."""

from typing import Annotated, Literal

from pydantic import Field

from blueprint.settings.checking.expect import TextExpectation
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.applications import ApplicationsSettings
from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.isolation import IsolationSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.registry import RegistrySettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.tenant import Credentials, FeaturesSettings, LimitsSettings
from blueprint.settings.tenant.workers import SharedWorkersSettings
from blueprint.settings.words.features import parse_extra_feature
from blueprint.settings.words.kubernetes import ClusterName
from blueprint.settings.words.names import ByKey, CookieDomain, Line, SortedSet

Scope = Literal["all", "platform", "tenants"]


ExtraFeature = Annotated[str, TextExpectation("a feature's name such as my_feature", parse_extra_feature)]


class TenantDefaults(Model):
    """What tenants may share. Whose tenant it is and who may enter it (name, admin, login, adopt, state) never is."""

    limits: LimitsSettings = LimitsSettings()
    """What the server allows a tenant at most."""
    features: FeaturesSettings = FeaturesSettings()
    """Which features tenants have."""
    cookie_domain: CookieDomain | None = None
    """Domain of the session cookie, where tenants have host names of their own."""
    workers: SharedWorkersSettings = SharedWorkersSettings()
    """Where tenants' work waits, and what serves it."""
    cluster: Line | None = None
    """Where tenants' workers are: a name of `clearml:clusters`."""
    credentials: Credentials = Field(default_factory=dict)
    """Purpose: key pair. The purposes agent and gateway always exist."""
    deletion: Literal["protect", "retain", "delete"] = "protect"
    """What removing a tenant's file does: refuse, take away only what can come back, or delete the company."""


class StackKeys(Model):
    """The plain keys of a stack's configuration, without their namespace `clearml:`."""

    api: ApiSettings
    """How to reach the API server; may be left out where `clearml:controlPlane` makes it."""
    scope: Scope = "all"
    """What this stack makes: the platform, the tenants, or all of it."""
    cluster: ClusterSettings | None = None
    """The Kubernetes cluster; needed for every part of the platform."""
    clusters: ByKey[ClusterName, ClusterSettings] = Field(default_factory=dict)
    """Further clusters, for the workers of tenants whose files name them. The server's public addresses must be
    reachable from there."""
    registry: RegistrySettings | None = None
    """Where the vendor's images come from."""
    control_plane: ControlPlaneSettings | None = None
    """The ClearML server, where this stack makes it."""
    gpu: GpuSettings | None = None
    """GPU operator, dynamic MIG and the nodes' MIG mode."""
    redis: RedisSettings | None = None
    """The agents' Redis."""
    billing: BillingSettings | None = None
    """How usage is billed."""
    isolation: IsolationSettings | None = None
    """Network policies of the platform's namespaces."""
    applications: ApplicationsSettings | None = None
    """The vendor's GUI applications."""
    workers: WorkerPlatformSettings | None = None
    """Namespace, agent and app gateway of every tenant. Without this section tenants have accounts and queues only."""
    tenant_defaults: TenantDefaults = TenantDefaults()
    """What every tenant file starts from."""
    extra_features: SortedSet[ExtraFeature] = ()
    """Features that this server knows and the catalog does not."""


def platform_of(keys: StackKeys) -> PlatformSettings | None:
    """Gather the parts of the platform, made here or described; None where there is no cluster."""
    if keys.cluster is None:
        return None
    return PlatformSettings(
        made_here=keys.scope != "tenants",
        cluster=keys.cluster,
        clusters=keys.clusters,
        workers=keys.workers,
        registry=keys.registry or RegistrySettings(),
        isolation=keys.isolation or IsolationSettings(),
        control_plane=keys.control_plane,
        gpu=keys.gpu,
        redis=keys.redis,
        billing=keys.billing or BillingSettings(),
        applications=keys.applications,
    )
