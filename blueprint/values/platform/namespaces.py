"""Manifests of the namespaces of the platform's parts, for those parts that the settings have."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from blueprint.settings.platform.control_plane import PodSecurity
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.names import Role, role_labels

Part = Literal["control-plane", "redis", "billing", "gpu-operator", "cdmo"]
"""A part of the platform with a namespace."""
ROLES: dict[Part, Role] = {
    "control-plane": "control-plane",
    "redis": "redis",
    "billing": "billing",
    "gpu-operator": "gpu",
    "cdmo": "gpu",
}


def platform_namespaces(platform: PlatformSettings) -> Mapping[Part, dict[str, Any]]:
    """Return the manifests by part, in the order of ROLES.

    GPU operator and CDMO mount devices of the host, so they need the level `privileged`.
    """
    return {part: _namespace(part, name, level) for part, name, level in _parts(platform)}


def _parts(platform: PlatformSettings) -> Iterator[tuple[Part, str, PodSecurity]]:
    if platform.control_plane is not None:
        yield "control-plane", platform.control_plane.namespace, platform.control_plane.pod_security
    if platform.redis is not None and platform.redis.mode == "shared":
        yield "redis", platform.redis.namespace, "baseline"
    if platform.billing.mode == "chart":
        yield "billing", platform.billing.namespace, platform.billing.pod_security
    if platform.gpu is not None and platform.gpu.operator is not None:
        yield "gpu-operator", platform.gpu.operator.namespace, "privileged"
    if platform.gpu is not None and platform.gpu.cdmo is not None:
        yield "cdmo", platform.gpu.cdmo.namespace, "privileged"


def _namespace(part: Part, name: str, level: PodSecurity) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": name, "labels": {**role_labels(ROLES[part]), **pod_security(level)}},
    }


def pod_security(level: PodSecurity) -> dict[str, str]:
    """Return the labels of Pod Security: the level is enforced, and what `restricted` would refuse is logged.

    Warnings are limited to the level: kubectl prints them, and agents fail a task on anything that kubectl prints as an
    error (clearml-agent, glue/k8s.py). With the level `privileged` the log would name every pod, so it is off.
    """
    prefix, logged = "pod-security.kubernetes.io", "privileged" if level == "privileged" else "restricted"
    return {f"{prefix}/enforce": level, f"{prefix}/warn": level, f"{prefix}/audit": logged}
