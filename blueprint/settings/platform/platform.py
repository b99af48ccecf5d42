"""Owns the whole of the settings of one stack, and what `clearml:tenantDefaults` may hold.

It must not read anything (`blueprint.stack.build`, `blueprint.stack.load`).
"""

from pydantic import Field, StrictBool

from blueprint.settings.checking.model import Model
from blueprint.settings.platform.applications import ApplicationsSettings
from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.gpu import GpuSettings
from blueprint.settings.platform.isolation import IsolationSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.settings.platform.registry import RegistrySettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.words.kubernetes import ClusterName
from blueprint.settings.words.names import ByKey


class PlatformSettings(Model):
    """Everything above the tenants that this stack makes in its cluster, or that the platform's stack made there.

    A part that is None is not touched.
    """

    made_here: StrictBool = True
    """False in a stack of tenants alone: names and addresses follow from the parts, and none of them is made."""
    cluster: ClusterSettings
    """The cluster, named explicitly."""
    clusters: ByKey[ClusterName, ClusterSettings] = Field(default_factory=dict)
    """Further clusters, for tenants' workers."""
    workers: WorkerPlatformSettings | None = None
    """What all tenants' workers have in common; without it tenants have accounts only."""
    registry: RegistrySettings = RegistrySettings()
    """Where the vendor's images come from."""
    isolation: IsolationSettings = IsolationSettings()
    """Network policies of the platform's namespaces."""
    control_plane: ControlPlaneSettings | None = None
    """The ClearML server."""
    gpu: GpuSettings | None = None
    """GPU operator, dynamic MIG, MIG mode of the nodes."""
    redis: RedisSettings | None = None
    """The agents' Redis."""
    billing: BillingSettings = BillingSettings()
    """How usage is billed."""
    applications: ApplicationsSettings | None = None
    """The vendor's GUI applications."""
