"""Owns which registry the vendor's images come from.

Its token is the stack's secret key `clearml:registryToken`.
"""

from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import RegistryHost
from blueprint.settings.words.names import Email, Line


class RegistrySettings(Model):
    """The registry of the vendor's images; the same token opens the charts since December 2025."""

    host: RegistryHost = "docker.io"
    """Registry host, as image names carry it."""
    username: Line = "allegroaienterprise"
    """User name that belongs to the token (guide, "Install CDMO Chart" and the newest install page)."""
    email: Email | None = None
    """E-mail address, for registries that want one."""
