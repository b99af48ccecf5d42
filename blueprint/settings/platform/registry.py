"""Settings of the registry of the vendor's images; its token is the stack's secret `clearml:registryToken`."""

from blueprint.settings.checking.model import Model
from blueprint.settings.words.kubernetes import RegistryHost
from blueprint.settings.words.names import Email, Line


class RegistrySettings(Model):
    """Registry of the vendor's images. Since December 2025, the vendor's charts can be pulled with the same token."""

    host: RegistryHost = "docker.io"
    """Registry host, as in image names. Another host than the default also moves the images of the vendor's charts
    there (global.imageRegistry): a mirror must have them under the same paths. Images of other charts have settings of
    their own."""
    username: Line = "allegroaienterprise"
    """User name that belongs to the registry token (guide, "Install CDMO Chart", and the newest install page)."""
    email: Email | None = None
    """E-mail address, for registries that require one."""
