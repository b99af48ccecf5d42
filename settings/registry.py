"""Owns which registry the vendor's images come from.

Its token is the stack's secret key `clearml:registryToken`.
"""

from settings.cluster_words import RegistryHost
from settings.model import Model
from settings.types import Email, Line


class Registry(Model):
    """The registry of the vendor's images; the same token opens the charts since December 2025."""

    host: RegistryHost = "docker.io"
    """Registry host, as image names carry it."""
    username: Line = "allegroaienterprise"
    """User name that belongs to the token (guide, "Install CDMO Chart" and the newest install page)."""
    email: Email | None = None
    """E-mail address, for registries that want one."""
