"""Owns the whole of the settings of one stack, and what `clearml:tenantDefaults` may hold.

It must not read anything (`settings.build`, `settings.load`).
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, InstanceOf, SkipValidation, StrictBool

from settings.api import ApiSettings
from settings.applications import Applications
from settings.billing import Billing
from settings.cluster import Cluster
from settings.cluster_words import ClusterName
from settings.control_plane import ControlPlane
from settings.expect import Text
from settings.feature_name import parse_extra_feature
from settings.gpu import Gpu
from settings.isolation import Isolation
from settings.model import Model
from settings.redis import Redis
from settings.registry import Registry
from settings.tenant import Credentials, Features, Limits, Tenant
from settings.types import ByKey, CookieDomain, Line, SortedSet
from settings.worker_plan import WorkerPlan
from settings.worker_platform import WorkerPlatform
from settings.workers import SharedWorkers

Scope = Literal["all", "platform", "tenants"]
ExtraFeature = Annotated[str, Text("a feature's name such as my_feature", parse_extra_feature)]


class TenantDefaults(Model):
    """What tenants may share. Whose tenant it is and who may enter it (name, admin, login, adopt, state) never is."""

    limits: Limits = Limits()
    """What the server allows a tenant at most."""
    features: Features = Features()
    """Which features tenants have."""
    cookie_domain: CookieDomain | None = None
    """Domain of the session cookie, where tenants have host names of their own."""
    workers: SharedWorkers = SharedWorkers()
    """Where tenants' work waits, and what serves it."""
    cluster: Line | None = None
    """Where tenants' workers are: a name of `clearml:clusters`."""
    credentials: Credentials = Field(default_factory=dict)
    """Purpose: key pair. The purposes agent and gateway always exist."""
    deletion: Literal["protect", "retain", "delete"] = "protect"
    """What removing a tenant's file does: refuse, take away only what can come back, or delete the company."""


def _by_slug(tenants: tuple[Tenant, ...]) -> tuple[Tenant, ...]:
    return tuple(sorted(tenants, key=lambda tenant: tenant.slug))


class Platform(Model):
    """Everything above the tenants that this stack makes in its cluster, or that the platform's stack made there.

    A part that is None is not touched.
    """

    made_here: StrictBool = True
    """False in a stack of tenants alone: names and addresses follow from the parts, and none of them is made."""
    cluster: Cluster
    """The cluster, named explicitly."""
    clusters: ByKey[ClusterName, Cluster] = Field(default_factory=dict)
    """Further clusters, for tenants' workers."""
    workers: WorkerPlatform | None = None
    """What all tenants' workers have in common; without it tenants have accounts only."""
    registry: Registry = Registry()
    """Where the vendor's images come from."""
    isolation: Isolation = Isolation()
    """Network policies of the platform's namespaces."""
    control_plane: ControlPlane | None = None
    """The ClearML server."""
    gpu: Gpu | None = None
    """GPU operator, dynamic MIG, MIG mode of the nodes."""
    redis: Redis | None = None
    """The agents' Redis."""
    billing: Billing = Billing()
    """How usage is billed."""
    applications: Applications | None = None
    """The vendor's GUI applications."""


class StackKeys(Model):
    """The plain keys of a stack's configuration, without their namespace `clearml:`."""

    api: ApiSettings
    """How to reach the API server; may be left out where `clearml:controlPlane` makes it."""
    scope: Scope = "all"
    """What this stack makes: the platform, the tenants, or all of it."""
    cluster: Cluster | None = None
    """The Kubernetes cluster; needed for every part of the platform."""
    clusters: ByKey[ClusterName, Cluster] = Field(default_factory=dict)
    """Further clusters, for the workers of tenants whose files name them. The server's public addresses must be
    reachable from there."""
    registry: Registry | None = None
    """Where the vendor's images come from."""
    control_plane: ControlPlane | None = None
    """The ClearML server, where this stack makes it."""
    gpu: Gpu | None = None
    """GPU operator, dynamic MIG and the nodes' MIG mode."""
    redis: Redis | None = None
    """The agents' Redis."""
    billing: Billing | None = None
    """How usage is billed."""
    isolation: Isolation | None = None
    """Network policies of the platform's namespaces."""
    applications: Applications | None = None
    """The vendor's GUI applications."""
    workers: WorkerPlatform | None = None
    """Namespace, agent and app gateway of every tenant. Without this section tenants have accounts and queues only."""
    tenant_defaults: TenantDefaults = TenantDefaults()
    """What every tenant file starts from."""
    extra_features: SortedSet[ExtraFeature] = ()
    """Features that this server knows and the catalog does not."""


def platform_of(keys: StackKeys) -> Platform | None:
    """Gather the parts of the platform, made here or described; None where there is no cluster."""
    if keys.cluster is None:
        return None
    return Platform(
        made_here=keys.scope != "tenants",
        cluster=keys.cluster,
        clusters=keys.clusters,
        workers=keys.workers,
        registry=keys.registry or Registry(),
        isolation=keys.isolation or Isolation(),
        control_plane=keys.control_plane,
        gpu=keys.gpu,
        redis=keys.redis,
        billing=keys.billing or Billing(),
        applications=keys.applications,
    )


class Settings(Model):
    """Everything the program needs to know about one stack, except secrets."""

    project: str
    stack: str
    scope: Scope
    api: ApiSettings
    tenant_defaults: SkipValidation[Mapping[str, object]]
    """As configured, validated, not yet merged: the tenants below already contain it."""
    extra_features: tuple[str, ...]
    tenants: Annotated[tuple[Tenant, ...], AfterValidator(_by_slug)]
    platform: Platform | None = None
    """What this stack makes in a cluster, or works beside (`makes_platform`); None without `clearml:cluster`."""
    plans: Mapping[str, InstanceOf[WorkerPlan]] = Field(default_factory=dict)
    """Slug: what the tenant's workers come to. Suspended tenants have one too; empty without `clearml:workers`."""
    warnings: tuple[str, ...] = ()
    """What works and may still surprise, one line each; for the log."""

    @property
    def makes_platform(self) -> bool:
        """Whether this stack makes the platform; False where it only describes one, and where there is none."""
        return self.platform is not None and self.platform.made_here
