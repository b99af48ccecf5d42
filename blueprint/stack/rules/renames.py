"""Checks renamed tenant files: `formerly` names a file that is gone, and says nothing about the workers' namespace."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.problems import OtherOwner, Problem, shown
from blueprint.settings.tenant.tenant import TenantSettings

FORMERLY, WORKER_NAMESPACE = "formerly", "workers.namespace"


def rename_problems(tenants: Mapping[str, TenantSettings], plans: Mapping[str, TenantPlan]) -> Iterator[Problem]:
    """Find former names that are still in use, and renamed tenants whose namespace is not decided.

    `tenants` are by file. `plans` are by slug, and only tenants with workers have one.
    """
    slugs = {tenant.slug: file for file, tenant in tenants.items()}
    holders: dict[str, str] = {}
    for file, tenant in sorted(tenants.items()):
        former = tenant.formerly
        if former is None:
            continue
        if former in slugs:
            found = f"{shown(former, FORMERLY)}, while {slugs[former]} exists"
            yield Problem(file, FORMERLY, found, "the former name of this file, which no file has any more")
        elif former in holders:
            owner = OtherOwner(holders[former], FORMERLY)
            yield Problem(file, FORMERLY, shown(former, FORMERLY), "a former name that no other file has", owner)
        holders.setdefault(former, file)
        if tenant.slug in plans and tenant.workers.namespace is None:
            yield _namespace_problem(file, former, tenant.slug)


def _namespace_problem(file: str, former: str, slug: str) -> Problem:
    expected = (
        f"workers.namespace: {former} to keep the namespace with its tasks and volumes, or workers.namespace: {slug} "
        "for a new one"
    )
    name = Path(file).name
    return Problem(file, WORKER_NAMESPACE, f"none, while {name} was {former}.yaml and has workers", expected)
