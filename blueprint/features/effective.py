"""Owns what a tenant and its people have of the server's features, all sources taken together.

It must not call a server. The rules are in `blueprint.features.sources`, the explanations in `blueprint.features.reasons`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from blueprint.catalog.features import FEATURES
from blueprint.features.reasons import reason
from blueprint.features.sources import EVERYBODY, ROLE_GROUPS, FeatureSources
from blueprint.settings.platform.server import ServerSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings


@dataclass(frozen=True)
class EffectiveFeatures:
    """One tenant's features. Every list is sorted."""

    sources: FeatureSources
    company: tuple[str, ...]
    """What the company has, whoever may use it."""
    roles: Mapping[str, tuple[str, ...]]
    """Role: what a person of this role has through the groups that come with it; empty where the server is unknown."""
    groups: Mapping[str, tuple[str, ...]]
    """Further group: what a user who was put into it has."""

    @property
    def server_known(self) -> bool:
        """Whether these settings say what the server has for all tenants, and which groups limit it."""
        return self.sources.server is not None

    def why(self, feature: str, role: str = "user") -> str:
        """One line: what grants the feature to the role, or what keeps it away and the key that changes it."""
        return reason(self.sources, feature, role)


def effective(sources: FeatureSources, known: Iterable[str] = FEATURES) -> EffectiveFeatures:
    """Work out the features of one tenant; `known` are the names that can occur."""
    names = sorted(set(known))

    def of(groups: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names if sources.members_have(name, groups))

    certain = sources.server is not None
    return EffectiveFeatures(
        sources,
        company=tuple(name for name in names if sources.company_has(name)),
        roles={role: of(groups) for role, groups in ROLE_GROUPS.items()} if certain else {},
        groups={group: of((EVERYBODY, group)) for group in sources.further_groups},
    )


def features_of(settings: StackSettings, tenant: TenantSettings, version: str | None = None) -> EffectiveFeatures:
    """Work out the features of one of the settings' tenants; `version` stands in for `controlPlane.serverVersion`."""
    enable, exclude = tenant.features.enable or (), tenant.features.exclude or ()
    sources = FeatureSources(
        stack=settings.stack,
        slug=tenant.slug,
        enable=enable,
        exclude=exclude,
        server=_server(settings),
        server_here=settings.makes_platform,
        version=version or _version(settings),
        shared=_listed_in(settings.tenant_defaults, "enable", enable)
        | _listed_in(settings.tenant_defaults, "exclude", exclude),
    )
    return effective(sources, known_features(settings))


def known_features(settings: StackSettings) -> frozenset[str]:
    """Every name that can occur in this stack: the catalog's and the stack's extra ones."""
    return frozenset(FEATURES) | frozenset(settings.extra_features)


def exported(settings: StackSettings, tenant: TenantSettings) -> Mapping[str, object]:
    """The tenant's features as plain JSON for the stack's output: `company`, `roles`, `groups`, `serverKnown`.

    `serverKnown` false means that the lists hold only what the tenant's own settings switch on, and no `roles`.
    """
    features = features_of(settings, tenant)
    return {
        "company": list(features.company),
        "roles": {role: list(names) for role, names in features.roles.items()},
        "groups": {group: list(names) for group, names in features.groups.items()},
        "serverKnown": features.server_known,
    }


def _server(settings: StackSettings) -> ServerSettings | None:
    """What the server is told, where this stack makes it, or says so in its description of another stack's."""
    control_plane = None if settings.platform is None else settings.platform.control_plane
    if control_plane is None:
        return None
    return control_plane.server if settings.makes_platform or "server" in control_plane.model_fields_set else None


def _version(settings: StackSettings) -> str | None:
    """The server's version, as far as this stack says it of its own server or of another stack's."""
    control_plane = None if settings.platform is None else settings.platform.control_plane
    return None if control_plane is None else control_plane.server_version


def _listed_in(defaults: Mapping[str, object], key: str, merged: tuple[str, ...]) -> frozenset[str]:
    """The merged list if it is the defaults' own: a tenant's list replaces theirs as a whole."""
    section = defaults.get("features")
    shared = section.get(key) if isinstance(section, Mapping) else None
    same = isinstance(shared, list | tuple) and sorted(set(shared)) == list(merged)
    return frozenset(merged) if same else frozenset()
