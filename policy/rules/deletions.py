"""No company, namespace, volume or release with databases leaves the stack without an approval.

A pack is not told of deletions: the rule compares the state before the run with the resources that will exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy.rules.approvals import Loss
from policy.rules.guarded import COMPANY, GuardedKind, guarded_kind
from policy.rules.resource import Resources, StackResource

REGISTER = "pulumi-python:dynamic/clearml:TenantRegister"


def deletions(before: Resources, after: Resources) -> Iterator[Loss]:
    """Return the resources with data that are in the state and will not exist, also under none of their aliases."""
    kept = {resource.urn for resource in after} | {alias for resource in after for alias in resource.aliases}
    for resource in before:
        kind = guarded_kind(resource)
        if kind is not None and resource.urn not in kept:
            yield _loss(resource, kind)


def removals(before: Resources, register: StackResource) -> Iterator[Loss]:
    """Return the companies whose tenants the new register no longer lists.

    The register comes before every company, so this stops a run without a preview before anything is deleted.
    """
    tenants = register.value("tenants")
    if register.type != REGISTER or register.name != "tenants" or not isinstance(tenants, Mapping):
        return
    formerly = register.value("formerly")
    renamed = set(formerly.values()) if isinstance(formerly, Mapping) else set()
    for resource in before:
        kind = guarded_kind(resource)
        slug = resource.value("tenant")
        if kind is not None and kind.type == COMPANY and slug not in tenants and slug not in renamed:
            yield _loss(resource, kind)


def _loss(resource: StackResource, kind: GuardedKind) -> Loss:
    owner = f"tenant {resource.tenant}" if resource.tenant else "the platform"
    kept = kind.type == COMPANY and resource.value("deletion") == "retain"
    fate = "leaves this stack, and stays on the server (deletion: retain)" if kept else f"is deleted with {kind.lost}"
    text = f"{owner}: {kind.word} {resource.name} {fate}"
    return Loss("delete", kind.word, resource.name, resource.tenant, resource.urn, text)
