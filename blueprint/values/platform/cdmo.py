"""Helm values of ClearML's Dynamic MIG Operator."""

from typing import Any

from blueprint.settings.platform.gpu import CdmoSettings
from blueprint.settings.platform.registry import RegistrySettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.merge import overlay
from blueprint.values.common.mirror import image_registry


def values(cdmo: CdmoSettings, registry: RegistrySettings) -> dict[str, Any]:
    """Return the values: the pull secret by name (guide, "Install CDMO Chart", has the token in plain text)."""
    return overlay({**image_registry(registry), "imageCredentials": image_credentials()}, cdmo.chart.values)
