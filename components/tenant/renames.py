"""Renamed tenant files: aliases of a tenant's resources, and what the state has under both slugs.

A rename that ends half-way leaves resources of one tenant under two slugs.
"""

from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import replace

import pulumi
from pulumi import Alias, ResourceTransformation, ResourceTransformationArgs, ResourceTransformationResult

from components.shared.previous import PreviousTenant


def former_names(slug: str, former: str) -> ResourceTransformation:
    """Give a tenant and all resources in it an alias with the former slug, with which all their names begin.

    The engine derives the aliases of resources from that of their component, but only in the run that renames the
    component: the next run would create again, with new key pairs, what the first one has not reached.
    """

    def transform(args: ResourceTransformationArgs) -> ResourceTransformationResult | None:
        if args.name != slug and not args.name.startswith(f"{slug}/"):
            return None
        opts = copy(args.opts)
        opts.aliases = [*(opts.aliases or ()), Alias(name=f"{former}{args.name.removeprefix(slug)}")]
        return ResourceTransformationResult(args.props, opts)

    return transform


def under_new_slugs(tenants: Mapping[str, PreviousTenant], slugs: Mapping[str, str]) -> dict[str, PreviousTenant]:
    """Records of the state by the slugs that the files have now; `slugs` maps former ones to new ones.

    Raises pulumi.RunError if a file names the former name of another company than its own.
    """
    named = {slugs.get(slug, slug): record for slug, record in tenants.items()}
    for former, slug in slugs.items():
        if slug in tenants:
            named[slug] = _joined(slug, former, tenants[slug], tenants[former])
    return named


def _joined(slug: str, former: str, now: PreviousTenant, before: PreviousTenant) -> PreviousTenant:
    if len({now.company, before.company} - {None}) > 1:
        raise pulumi.RunError(
            f"tenant {slug}: its file has `formerly: {former}`, but {slug} has company {now.company} and {former} has "
            f"company {before.company}, and a tenant has one: remove the line, and restore {former}.yaml unless that "
            "tenant is to be removed"
        )
    company = now if _has_company(slug, now) else before
    admin = now if ("User", slug) in now.resources else before
    return replace(
        company,
        admin=now.admin or before.admin,
        admin_email=admin.admin_email,
        admin_created=admin.admin_created,
        pairs=(*now.pairs, *before.pairs),
        domains=_all(now.domains, before.domains),
        addresses=_all(now.addresses, before.addresses),
        provider_id=now.provider_id or before.provider_id,
        resources=now.resources | before.resources,
    )


def _has_company(slug: str, record: PreviousTenant) -> bool:
    return ("Company", slug) in record.resources


def _all(now: Iterable[str], before: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*now, *before]))
