"""To which part of a tenant or of the platform a resource belongs, and whether losing it needs a second look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fleet.review.urn import Urn

PLATFORM: Final = "the platform"
PARTS: Final = (
    "account",
    "people",
    "login",
    "keys",
    "queues",
    "agent",
    "gateway",
    "redis",
    "namespace",
    "quota",
    "network",
    "secrets",
    "server",
    "gpu",
    "billing",
    "applications",
    "other",
)
"""Parts in the order of the report."""
_KINDS: Final[Mapping[str, str]] = {
    "Company": "account",
    "RunningGuard": "account",
    "Suspension": "account",
    "TenantRegister": "account",
    "ApiReady": "server",
    "User": "people",
    "ServiceUser": "people",
    "UserGroup": "people",
    "LoginDomains": "login",
    "LoginWhitelist": "login",
    "SsoConfiguration": "login",
    "Credentials": "keys",
    "Queue": "queues",
    "Namespace": "namespace",
    "ServiceAccount": "namespace",
    "PersistentVolumeClaim": "namespace",
    "ResourceQuota": "quota",
    "LimitRange": "quota",
    "NetworkPolicy": "network",
    "CiliumNetworkPolicy": "network",
    "ValidatingAdmissionPolicy": "network",
    "ValidatingAdmissionPolicyBinding": "network",
    "Ingress": "gateway",
    "HTTPRoute": "gateway",
    "Secret": "secrets",
    "Token": "secrets",
    "NodePatch": "gpu",
}
_RELEASES: Final[Mapping[str, str]] = {
    "agent": "agent",
    "gateway": "gateway",
    "redis": "redis",
    "clearml-enterprise": "server",
    "clearml-billing": "billing",
    "gpu-operator": "gpu",
    "cdmo": "gpu",
}
_STATEFUL: Final = frozenset({"Company", "User", "Namespace", "PersistentVolumeClaim", "Queue"})
_GUARDS: Final = frozenset(
    {
        "NetworkPolicy",
        "CiliumNetworkPolicy",
        "ResourceQuota",
        "LimitRange",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
    }
)


def part_of(urn: Urn) -> str:
    """Return the part; `other` for a type without one."""
    if urn.kind in ("Release", "Command"):
        last = urn.name.rsplit("/", 1)[-1]
        command = "applications" if urn.name == "applications" else "gpu"
        return _RELEASES.get(last, "other") if urn.kind == "Release" else command
    return _KINDS.get(urn.kind, "other")


def holds_data(urn: Urn) -> bool:
    """Whether a deletion or replacement loses people, work or stored data."""
    if is_frame(urn):
        return False
    return urn.kind in _STATEFUL or (urn.kind == "Release" and part_of(urn) in ("server", "redis", "billing"))


def guards(urn: Urn) -> bool:
    """Whether a deletion takes a protection away."""
    return urn.kind in _GUARDS


def is_frame(urn: Urn) -> bool:
    """Whether the resource only groups others or is a connection: components, providers and the stack itself."""
    return urn.type.startswith(("clearml:tenant:", "clearml:platform:", "pulumi:"))
