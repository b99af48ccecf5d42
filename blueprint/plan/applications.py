"""Caps of the agents that run GUI applications: the server's own for all tenants, or one per tenant.

The vendor's charts have small caps of their own (clearmlApplications.maxPods, 5 in the last public Enterprise templates
and 20 on the vendor's OpenShift page), whatever the tenants' limits promise.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings

SMALLEST: Final = 100
WITHOUT_LIMIT: Final = 10
"""Applications that a tenant without a limit is expected to run."""


def applications_per_tenant(control_plane: ControlPlaneSettings) -> bool:
    """Whether each tenant's agent runs its applications; `chart.values` wins, as in the values themselves."""
    section = control_plane.chart.values.get("clearmlApplications")
    mode = section.get("queueMode") if isinstance(section, Mapping) else None
    return control_plane.application_queue == "perTenant" if mode is None else mode == "per_tenant"


def application_cap(control_plane: ControlPlaneSettings) -> int:
    """Return how many applications the server's own agent may run at the same time."""
    return SMALLEST if control_plane.max_applications is None else control_plane.max_applications


def tenant_applications(control_plane: ControlPlaneSettings, limit: int | None = None) -> int:
    """Return how many applications one tenant may run, by its own limit or the server's."""
    limits = (limit, control_plane.server.max_running_apps)
    return next((each for each in limits if each is not None), WITHOUT_LIMIT)


def with_application_cap(platform: PlatformSettings, tenants: Iterable[TenantSettings]) -> PlatformSettings:
    """Return the platform with a cap that all tenants' limits fit into, unless the settings have one.

    It is rounded up to a power of two: otherwise every new tenant would upgrade the server's release.
    """
    control_plane = platform.control_plane
    if control_plane is None or control_plane.max_applications is not None:
        return platform
    total = sum(tenant_applications(control_plane, tenant.limits.running_apps) for tenant in tenants)
    cap = SMALLEST if total <= SMALLEST else 1 << (total - 1).bit_length()
    return platform.model_copy(update={"control_plane": control_plane.model_copy(update={"max_applications": cap})})
