"""Every tenant with workers has network policies in both directions, a quota, a Pod Security level and its guards.

A tenant whose company is protected also has the engine's protection on company, namespace and account guard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from policy.rules.guarded import COMPANY
from policy.rules.resource import Resources, StackResource

NAMESPACE = "kubernetes:core/v1:Namespace"
QUOTA = "kubernetes:core/v1:ResourceQuota"
GUARD = "pulumi-python:dynamic/clearml:RunningGuard"
ENFORCE = "pod-security.kubernetes.io/enforce"
LEVELS = ("baseline", "restricted")
DIRECTIONS = {"Ingress": "to its pods", "Egress": "from its pods"}


@dataclass(frozen=True)
class TenantFault:
    """What one tenant lacks; `urn` is the resource to which the message belongs."""

    urn: str
    text: str


def tenant_faults(after: Resources) -> Iterator[TenantFault]:
    """Return what the tenants of the stack lack, in the order of their namespaces."""
    for namespace in after:
        slug = namespace.tenant
        if namespace.type == NAMESPACE and slug is not None:
            own = [each for each in after if each.tenant == slug]
            texts = (*_isolation(namespace, own), *_quota(namespace, own), *_guards(slug, own))
            yield from (TenantFault(namespace.urn, f"tenant {slug}: {text}") for text in texts)
    yield from _unprotected(after)


def _inside(namespace: StackResource, own: Resources) -> list[StackResource]:
    return [each for each in own if each.value("metadata.namespace") == namespace.value("metadata.name")]


def _isolation(namespace: StackResource, own: Resources) -> Iterator[str]:
    inside = _inside(namespace, own)
    limited = {way for each in inside if each.kind.endswith("NetworkPolicy") for way in _directions(each)}
    name = namespace.value("metadata.name")
    for way, words in DIRECTIONS.items():
        if way not in limited:
            yield f"no network policy limits connections {words} in namespace {name}; see clearml:isolation and egress"
    labels = namespace.value("metadata.labels")
    level = labels.get(ENFORCE) if isinstance(labels, Mapping) else None
    if level not in LEVELS:
        found = f"is {level}" if level else "is not set"
        yield f"the Pod Security level of namespace {name} {found}; expected {' or '.join(LEVELS)}"


def _directions(policy: StackResource) -> list[str]:
    """Directions that a policy limits; those of Cilium have no list of them."""
    types = policy.value("spec.policyTypes")
    if isinstance(types, list | tuple):
        return [str(each) for each in types]
    return [way for way in DIRECTIONS if policy.value(f"spec.{way.lower()}") is not None]


def _quota(namespace: StackResource, own: Resources) -> Iterator[str]:
    quotas = [each.value("spec.hard") for each in _inside(namespace, own) if each.type == QUOTA]
    if not any(quotas):
        yield f"namespace {namespace.value('metadata.name')} has no ResourceQuota; see workers.quota"


def _guards(slug: str, own: Resources) -> Iterator[str]:
    names = {each.name for each in own if each.type == GUARD}
    for name, meaning in ((slug, "workers"), (f"{slug}/account", "account")):
        if name not in names:
            yield f"the guard of its {meaning} (RunningGuard {name}) is missing, which stops a deletion in time"


def _unprotected(after: Resources) -> Iterator[TenantFault]:
    for company in after:
        if company.type != COMPANY or company.value("deletion") not in (None, "protect"):
            continue
        slug = company.tenant
        for each in after:
            if each.tenant == slug and _carries(each, f"{slug}/account") and not each.protect:
                text = f"tenant {slug}: {each.kind} {each.name} lacks the engine's protection, and the tenant has it"
                yield TenantFault(each.urn, text)


def _carries(resource: StackResource, account_guard: str) -> bool:
    """Whether the protection of a tenant is set on a resource."""
    return resource.type in (COMPANY, NAMESPACE) or (resource.type == GUARD and resource.name == account_guard)
