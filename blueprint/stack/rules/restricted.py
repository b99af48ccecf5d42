"""Judges a server's namespace with the Pod Security level `restricted`, which the charts' own pods do not meet."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings

PARTS: Final = ("apiserver", "fileserver", "webserver")
NON_ROOT: Final = 11
"""Major chart version from which the server's containers do not run as root (release notes 11.0.0)."""


def restricted_problems(file: str, platform: PlatformSettings) -> Iterator[Problem]:
    """Refuse a chart whose containers run as root by default: the API server would refuse each of its pods."""
    control_plane = _restricted(platform)
    if control_plane is None or not (missing := _without_context(control_plane)):
        return
    version = re.match(r"\d+", control_plane.chart.version or "")
    if version is not None and int(version.group()) < NON_ROOT:
        found = f"'restricted', while {', '.join(missing)} run as root in chart {control_plane.chart.version}"
        yield Problem(file, f"{NAMESPACE}:controlPlane.podSecurity", found, f"baseline, or {_CONTEXTS}")


def restricted_warnings(platform: PlatformSettings) -> Iterator[str]:
    """Return what is not known to pass: parts without a security context, and the MongoDB operator."""
    control_plane = _restricted(platform)
    if control_plane is None:
        return
    if missing := _without_context(control_plane):
        yield (
            f"clearml:controlPlane.podSecurity: restricted refuses pods without a full security context; "
            f"{', '.join(missing)} have none in the values: {_CONTEXTS}, or podSecurity: baseline"
        )
    if control_plane.mongodb == "operator":
        yield (
            "clearml:controlPlane.podSecurity: restricted refuses the pods of the MongoDB operator 1.8.1 as its chart "
            "makes them: podSecurity: baseline"
        )


_CONTEXTS: Final = (
    "containerSecurityContext of each part in chart.values, as on the vendor's OpenShift page: runAsNonRoot, "
    "allowPrivilegeEscalation: false, capabilities, seccompProfile"
)


def _restricted(platform: PlatformSettings) -> ControlPlaneSettings | None:
    control_plane = platform.control_plane
    wanted = control_plane is not None and platform.made_here and control_plane.pod_security == "restricted"
    return control_plane if wanted else None


def _without_context(control_plane: ControlPlaneSettings) -> list[str]:
    values = {part: control_plane.chart.values.get(part) for part in PARTS}
    return [part for part, value in values.items() if not (isinstance(value, Mapping) and _has_context(value))]


def _has_context(values: Mapping[str, object]) -> bool:
    return bool(values.get("containerSecurityContext"))
