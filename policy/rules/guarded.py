"""The resources that hold data, and what of them cannot change without a replacement.

Sources of the paths: forceNew in provider/pkg/provider/diff.go and forceNewFields in helm_release.go of
pulumi/pulumi-kubernetes v4.25.0. A company is never replaced by a change of its inputs (providers/clearml/company.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policy.rules.resource import StackResource

COMPANY = "pulumi-python:dynamic/clearml:Company"


@dataclass(frozen=True)
class GuardedKind:
    """A kind of resource; `word` is its name in approvals, `lost` what a deletion loses."""

    word: str
    type: str
    lost: str
    identity: tuple[str, ...] = ()
    """Paths whose change replaces the resource."""
    within: re.Pattern[str] | None = None
    """Expression for types and name; None if all resources of the type hold data."""

    def holds(self, resource: StackResource) -> bool:
        """Whether a resource is of this kind."""
        if resource.type != self.type:
            return False
        return self.within is None or self.within.search(f"{resource.types}::{resource.name}") is not None


_RELEASE = "kubernetes:helm.sh/v3:Release"
_STATEFUL = re.compile(r"clearml:platform:(ControlPlane|SharedRedis|Billing)\$|clearml:tenant:.*::[^/]+/redis$")
"""The releases with databases: server, shared Redis, billing, and the Redis of a tenant."""
GUARDED_KINDS = (
    GuardedKind("company", COMPANY, "its people, queues, tasks and models"),
    GuardedKind("namespace", "kubernetes:core/v1:Namespace", "its pods and volumes", ("metadata.name",)),
    GuardedKind(
        "volume",
        "kubernetes:core/v1:PersistentVolumeClaim",
        "its data",
        (
            "metadata.name",
            "metadata.namespace",
            "spec.accessModes",
            "spec.selector",
            "spec.storageClassName",
            "spec.volumeName",
        ),
    ),
    GuardedKind("release", _RELEASE, "its databases", ("name", "namespace"), _STATEFUL),
)


def guarded_kind(resource: StackResource) -> GuardedKind | None:
    """Return the kind of a resource that holds data; None for all others."""
    return next((kind for kind in GUARDED_KINDS if kind.holds(resource)), None)
