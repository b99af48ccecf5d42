"""Hints on features in the settings that have no effect or less than their names promise.

They are the notes of the vendor's table of features (tenant guide, "Available Features"), checked against the settings.
`fleet check` prints them.
"""

from collections.abc import Iterable, Iterator

from blueprint.catalog.features import FEATURES, Feature
from blueprint.features.effective import features_of
from blueprint.features.reasons import SERVER
from blueprint.features.sources import FeatureSources
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.platform.server import ServerSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings


def feature_hints(settings: StackSettings) -> Iterator[str]:
    """Return one line per feature and place, without those of defaults repeated for each tenant."""
    sources = {tenant.slug: features_of(settings, tenant).sources for tenant in settings.tenants}
    first = next(iter(sources.values()), None)
    if first is not None and first.server is not None:
        yield from _server_hints(first, first.server)
    lines = (line for tenant in settings.tenants for line in _tenant_hints(sources[tenant.slug], tenant))
    yield from dict.fromkeys(lines)


def _server_hints(sources: FeatureSources, server: ServerSettings) -> Iterator[str]:
    yield from _common(sources, f"{SERVER}.features", server.features)
    for name, group in server.groups.items():
        yield from _common(sources, f"{SERVER}.groups.{name}.features", group.features)
    if any(group.assignable for group in server.groups.values()):
        return
    for name, group in server.groups.items():
        for feature in filter(_needs_assignable_group, group.features):
            yield (
                f"{SERVER}.groups.{name}.features: {feature} lets users edit the members of assignable groups, and no "
                f"group under {SERVER}.groups has assignable: true"
            )


def _tenant_hints(sources: FeatureSources, tenant: TenantSettings) -> Iterator[str]:
    for key, names in {"enable": sources.enable, "exclude": sources.exclude}.items():
        for name in names:
            place = _place(sources, tenant, f"features.{key}", name)
            yield from _common(sources, place, [name], excluded=key == "exclude")
    for name in sources.enable if sources.server is not None else ():
        place = _place(sources, tenant, "features.enable", name)
        if _is_hidden(sources, name):
            listing = f"add it to {SERVER}.groups.users.features or to another group"
            yield f"{place}: no group lists {name}, so no user has it; {listing}"
        if _entry(name).needs_server and not sources.server_grants(name):
            yield f"{place}: {name} often has to be enabled for the whole server too, in {SERVER}.features"


def _common(sources: FeatureSources, place: str, names: Iterable[str], *, excluded: bool = False) -> Iterator[str]:
    for name in names:
        if _entry(name).no_op:
            yield f"{place}: {name} is deprecated and has no effect, because all users have the function"
        elif sources.too_new(name) and not excluded:
            since = _entry(name).since
            version = f"{NAMESPACE}:controlPlane.serverVersion is {sources.version}"
            yield f"{place}: {name} needs server {since}, and {version}"


def _is_hidden(sources: FeatureSources, name: str) -> bool:
    """Whether the list of the group `users` takes the feature from everyone: no group has it."""
    if sources.server is None or not sources.limited or _entry(name).no_op:
        return False
    return not sources.granting(name, tuple(sources.server.groups))


def _needs_assignable_group(name: str) -> bool:
    return _entry(name).needs_assignable_group


def _entry(name: str) -> Feature:
    """The catalog's entry; one of `clearml:extraFeatures` has no notes."""
    return FEATURES.get(name) or Feature(name, "", "reference")


def _place(sources: FeatureSources, tenant: TenantSettings, key: str, name: str) -> str:
    if name in sources.shared:
        return f"{config_file(sources.stack)}: {NAMESPACE}:tenantDefaults.{key}"
    return f"tenants/{sources.stack}/{tenant.slug}.yaml: {key}"
