"""Owns the Helm values of ClearML's Dynamic MIG Operator. It must not name a node."""

from typing import Any

from components.values.image_credentials import image_credentials
from components.values.merge import overlay
from settings.gpu import Cdmo


def values(cdmo: Cdmo) -> dict[str, Any]:
    """Return the values: the pull secret by name (guide, "Install CDMO Chart", has the token in clear)."""
    return overlay({"imageCredentials": image_credentials()}, cdmo.chart.values)
