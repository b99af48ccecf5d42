"""Helm values of the vendor's billing chart.

The chart is not public: keys are those of the guide. `billing.chart.values` takes precedence.
"""

import re
from collections.abc import Mapping
from typing import Any

from blueprint.settings.platform.billing import BillingSettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.merge import overlay


def values(billing: BillingSettings) -> dict[str, Any]:
    """Return the values: pull secret by name (the guide has its token in plain text), images of the subcharts."""
    generated = {
        "imageCredentials": {**image_credentials(), "username": billing.registry_username},
        **_images(billing.images),
    }
    return overlay(generated, billing.chart.values)


def _images(images: Mapping[Any, str]) -> dict[str, Any]:
    """Return the images of Bitnami's subcharts, which have registry, repository and tag in separate keys."""
    if not images:
        return {}
    subcharts = {name: {"image": _image(reference)} for name, reference in images.items()}
    return {**subcharts, "global": {"security": {"allowInsecureImages": True}}}


def _image(reference: str) -> dict[str, str]:
    """Split `registry/repository:tag`; the first part is a registry if it looks like a host."""
    name, colon, tag = reference.rpartition(":")
    if not colon or "/" in tag:
        name, tag = reference, ""
    first, _, rest = name.partition("/")
    registry = first if rest and re.search(r"[.:]|^localhost$", first) else ""
    parts = {"registry": registry, "repository": rest if registry else name, "tag": tag}
    return {key: value for key, value in parts.items() if value}
