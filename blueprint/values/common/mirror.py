"""Helm values that move the images of the vendor's charts to another registry."""

from typing import Any

from blueprint.settings.platform.registry import RegistrySettings


def image_registry(registry: RegistrySettings) -> dict[str, Any]:
    """Return `global.imageRegistry`, which all public charts of the vendor and Bitnami's subcharts read.

    Nothing for the registry that the charts have anyway. Newer charts of Bitnami refuse other registries without the
    second key.
    """
    if registry.host == RegistrySettings.model_fields["host"].default:
        return {}
    return {"global": {"imageRegistry": registry.host, "security": {"allowInsecureImages": True}}}
