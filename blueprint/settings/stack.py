"""Keys `clearml:*` of a stack's configuration, including the tenants' defaults."""

import re
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
from blueprint.settings.tenant.key_pairs import Credentials
from blueprint.settings.tenant.tenant import FeaturesSettings, LimitsSettings
from blueprint.settings.tenant.workers import SharedWorkersSettings
from blueprint.settings.words.features import parse_extra_feature
from blueprint.settings.words.kubernetes import ClusterName
from blueprint.settings.words.names import ByKey, CookieDomain, Line, SortedSet

Scope = Literal["all", "platform", "tenants"]


ExtraFeature = Annotated[str, TextExpectation("a feature name such as my_feature", parse_extra_feature)]


_APPROVAL = re.compile(r"(?:delete|replace)\s(?:tenant|company|namespace|volume|release)\s\S+")


def _approval(value: str) -> str | None:
    words = " ".join(value.split())
    return words if _APPROVAL.fullmatch(words) else None


Approval = Annotated[
    str,
    TextExpectation(
        "an approval such as delete tenant acme or replace release redis: delete or replace; tenant, company, "
        "namespace, volume or release; and the resource's name",
        _approval,
    ),
]


class TenantDefaults(Model):
    """Defaults for all tenants. The keys name, admin, login, adopt and state can only be set per tenant."""

    limits: LimitsSettings = LimitsSettings()
    """Limits of a tenant on the server."""
    features: FeaturesSettings = FeaturesSettings()
    """Features of tenants."""
    cookie_domain: CookieDomain | None = None
    """Domain of the session cookie, for tenants with their own host names."""
    workers: SharedWorkersSettings = SharedWorkersSettings()
    """Queues of tenants and the workers that run their tasks."""
    cluster: Line | None = None
    """Cluster of tenants' workers, one of `clearml:clusters`; by default, the platform's own cluster."""
    credentials: Credentials = Field(default_factory=dict)
    """Key pairs of tenants' admins, by purpose. The purposes agent and gateway always exist."""
    deletion: Literal["protect", "retain", "delete"] = "protect"
    """Effect of removing a tenant's file. `protect`: an error; `retain`: deletes only what can be recreated; `delete`:
    deletes the company."""


class StackKeys(Model):
    """Keys of a stack's configuration that are not secret, without the namespace `clearml:`."""

    api: ApiSettings
    """Connection to the API server; optional if the stack has `clearml:controlPlane`."""
    scope: Scope = "all"
    """Which resources this stack manages: those of the platform, those of the tenants, or all."""
    cluster: ClusterSettings | None = None
    """The Kubernetes cluster; required for every part of the platform."""
    clusters: ByKey[ClusterName, ClusterSettings] = Field(default_factory=dict)
    """Further clusters, for the workers of tenants whose files name them. The server's public addresses must be
    reachable from these clusters."""
    registry: RegistrySettings | None = None
    """Registry of the vendor's images."""
    control_plane: ControlPlaneSettings | None = None
    """The ClearML server, if the stack installs it."""
    gpu: GpuSettings | None = None
    """GPU operator, dynamic MIG and the nodes' MIG mode."""
    redis: RedisSettings | None = None
    """The agents' Redis."""
    billing: BillingSettings | None = None
    """Usage billing."""
    isolation: IsolationSettings | None = None
    """Network policies of the platform's namespaces."""
    applications: ApplicationsSettings | None = None
    """The vendor's GUI applications."""
    workers: WorkerPlatformSettings | None = None
    """Namespace, agent and app gateway of all tenants. Without this section, tenants have accounts and queues only."""
    tenant_defaults: TenantDefaults = TenantDefaults()
    """Defaults for all tenant files."""
    extra_features: SortedSet[ExtraFeature] = ()
    """Features of this server that are not in the catalog."""
    approvals: SortedSet[Approval] = ()
    """Losses of data that the policy pack lets pass (docs/policy.md); remove each after the run that needed it. The
    program itself does not read them."""


def platform_of(keys: StackKeys) -> PlatformSettings | None:
    """Return the settings of the platform, or None if the stack has no cluster."""
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
