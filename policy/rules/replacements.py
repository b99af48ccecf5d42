"""No company, namespace, volume or release with databases is replaced without an approval.

A pack is not told of replacements either. They follow from inputs that cannot change in place, from another cluster
under the provider, and, for a company, from the admin, who is registered with the company's id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy.rules.approvals import Loss
from policy.rules.guarded import COMPANY, GuardedKind, guarded_kind
from policy.rules.resource import UNKNOWN, StackResource

USER = "pulumi-python:dynamic/clearml:User"
State = Mapping[str, StackResource]
"""The state before the run, by URN."""


def replacements(before: State, resource: StackResource) -> Iterator[Loss]:
    """Return what the resource, as it is registered, replaces: itself, or its company."""
    old = _old(before, resource)
    if old is None:
        return
    if resource.type == USER:
        yield from _company(before, old, resource)
    kind = guarded_kind(resource)
    if kind is not None:
        changed = [path for path in kind.identity if old.value(path) != resource.value(path)]
        if changed:
            yield _loss(resource, kind, f"{', '.join(changed)} cannot change in place")
        elif old.cluster is not None and resource.cluster is not None and old.cluster != resource.cluster:
            yield _loss(resource, kind, "its provider leads to another cluster")


def _old(before: State, resource: StackResource) -> StackResource | None:
    urns = (resource.urn, *sorted(resource.aliases))
    return next((before[urn] for urn in urns if urn in before), None)


def _company(before: State, old: StackResource, user: StackResource) -> Iterator[Loss]:
    """The admin's company is known before the run, unless a new one takes its place."""
    now = user.value("company")
    if now is not UNKNOWN and now == old.value("company"):
        return
    for company in before.values():
        kind = guarded_kind(company)
        if kind is not None and kind.type == COMPANY and company.id and company.id == old.value("company"):
            yield _loss(company, kind, "the tenant's admin is registered in a new, empty one")


def _loss(resource: StackResource, kind: GuardedKind, reason: str) -> Loss:
    owner = f"tenant {resource.tenant}" if resource.tenant else "the platform"
    text = f"{owner}: {kind.word} {resource.name} is replaced and loses {kind.lost}: {reason}"
    return Loss("replace", kind.word, resource.name, resource.tenant, resource.urn, text)
