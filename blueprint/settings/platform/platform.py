"""Settings of the platform of one stack; read by `blueprint.stack`."""

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
    """The platform in a cluster, created by this stack or by the platform's stack.

    A part that is None is not managed.
    """

    made_here: StrictBool = True
    """False in a stack for tenants only: names and addresses are derived from the parts, and no part is created."""
    cluster: ClusterSettings
    """The platform's cluster."""
    clusters: ByKey[ClusterName, ClusterSettings] = Field(default_factory=dict)
    """Further clusters, for tenants' workers."""
    workers: WorkerPlatformSettings | None = None
    """Settings common to all tenants' workers; without them, tenants have accounts only."""
    registry: RegistrySettings = RegistrySettings()
    """Registry of the vendor's images."""
    isolation: IsolationSettings = IsolationSettings()
    """Network policies of the platform's namespaces."""
    control_plane: ControlPlaneSettings | None = None
    """The ClearML server."""
    gpu: GpuSettings | None = None
    """GPU operator, dynamic MIG, MIG mode of the nodes."""
    redis: RedisSettings | None = None
    """The agents' Redis."""
    billing: BillingSettings = BillingSettings()
    """Usage billing."""
    applications: ApplicationsSettings | None = None
    """The vendor's GUI applications."""
