"""Implements the command `render`: everything that the clusters of a stack get, without Pulumi, cluster or secrets."""

import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.stack.settings import StackSettings
from blueprint.values.listing.objects import ListedObject, ListedRelease
from blueprint.values.listing.platform import PlatformListing
from blueprint.values.listing.sites import tenant_site
from blueprint.values.listing.tenant import TenantListing
from blueprint.values.names import STACK, stack_label
from fleet.stack.settings import read_settings


def render_stack(stack: str, tenant: str | None, root: Path = Path(), *, as_json: bool) -> str:
    """Return the objects as a JSON list or as YAML documents. Raises SettingsError with all problems."""
    settings, _ = read_settings(stack, root)
    objects = list(listed(settings, tenant))
    if as_json:
        return json.dumps([each.data() for each in objects], indent=2, ensure_ascii=False)
    return "\n".join(map(_document, objects))


def listed(settings: StackSettings, tenant: str | None = None) -> Iterator[ListedObject]:
    """Yield the platform's objects, then those of each tenant by slug; with `tenant` those of this one alone.

    Raises SettingsError if the stack has no such tenant.
    """
    if tenant is not None and tenant not in {each.slug for each in settings.tenants}:
        known = ", ".join(each.slug for each in settings.tenants) or "none"
        raise SettingsError(Problem("--tenant", "", f"'{tenant}'", f"a tenant of this stack: {known}"))
    owner, platform = {STACK: stack_label(settings.project, settings.stack)}, settings.platform
    if platform is None:
        return
    if settings.makes_platform and tenant is None:
        yield from PlatformListing(platform, owner).objects()
    for each in settings.tenants:
        plan = settings.plans.get(each.slug)
        site = None if plan is None or tenant not in (None, each.slug) else tenant_site(platform, each, plan)
        if site is not None:
            yield from TenantListing(each, site, owner).objects()


def _document(each: ListedObject) -> str:
    """A YAML document under a comment with place and part."""
    place = each.place
    owner = "" if place.tenant is None else f", tenant {place.tenant}"
    title = f"# cluster {place.cluster}, namespace {place.namespace or '-'}, {place.part}{owner}"
    if not isinstance(each, ListedRelease):
        return f"---\n{title}\n{_yaml(each.manifest)}"
    source = each.chart if each.repository is None else f"{each.chart} of {each.repository}"
    return f"---\n{title}: values of release {each.release}, chart {source} {each.version}\n{_yaml(each.values)}"


def _yaml(data: Mapping[str, Any]) -> str:
    writer, stream = YAML(), io.StringIO()
    writer.width = 1000
    writer.dump(json.loads(json.dumps(data)), stream)
    return stream.getvalue().rstrip("\n")
