"""Computes the effective features of a tenant and its users from all sources in the settings.

The rules are in `blueprint.features.sources`, the explanations in `blueprint.features.reasons`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from blueprint.catalog.features import FEATURES
from blueprint.features.reasons import reason
from blueprint.features.sources import ROLE_GROUPS, USERS, FeatureSources
from blueprint.settings.platform.server import ServerSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.settings import StackSettings


@dataclass(frozen=True)
class EffectiveFeatures:
    """Features of one tenant. Every list is sorted."""

    sources: FeatureSources
    company: tuple[str, ...]
    """Features of the company, regardless of which users may use them."""
    undecided: tuple[str, ...]
    """Features of the company that no setting decides: the server's default applies, which no document states."""
    roles: Mapping[str, tuple[str, ...]]
    """By role: features of a user through the groups of the role; empty if the server's settings are unknown."""
    groups: Mapping[str, tuple[str, ...]]
    """By assigned group: features of its members."""

    @property
    def server_known(self) -> bool:
        """Whether the lists are complete: the settings describe the server's groups and decide every feature."""
        return self.sources.server is not None and not self.undecided

    def why(self, feature: str, role: str = "user") -> str:
        """Return one line: what grants the feature to the role, why it is missing, or that no setting decides it."""
        return reason(self.sources, feature, role)


def effective(sources: FeatureSources, names: Iterable[str] = FEATURES) -> EffectiveFeatures:
    """Compute the features of one tenant, out of all feature `names`."""
    features = sorted(set(names))

    def of(groups: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in features if sources.members_have(name, groups))

    described = sources.server is not None
    return EffectiveFeatures(
        sources,
        company=tuple(name for name in features if sources.company_has(name)),
        undecided=tuple(name for name in features if sources.company_has(name) is None),
        roles={role: of(groups) for role, groups in ROLE_GROUPS.items()} if described else {},
        groups={group: of((USERS, group)) for group in sources.further_groups},
    )


def features_of(settings: StackSettings, tenant: TenantSettings, version: str | None = None) -> EffectiveFeatures:
    """Compute the features of a tenant of the stack; `version` overrides `controlPlane.serverVersion`."""
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
    return effective(sources, feature_names(settings))


def feature_names(settings: StackSettings) -> frozenset[str]:
    """Return all feature names that are valid in this stack: the catalog's and `clearml:extraFeatures`."""
    return frozenset(FEATURES) | frozenset(settings.extra_features)


def exported(settings: StackSettings, tenant: TenantSettings) -> Mapping[str, object]:
    """Return the tenant's features as plain JSON for the stack's output.

    `company`, `roles` and `groups` contain the features that settings grant; `roles` is empty if the settings do not
    describe the server. `undecided` are features that the company has or lacks by the server's default. `serverKnown`
    is true if nothing is left open.
    """
    features = features_of(settings, tenant)
    return {
        "company": list(features.company),
        "roles": {role: list(names) for role, names in features.roles.items()},
        "groups": {group: list(names) for group, names in features.groups.items()},
        "undecided": list(features.undecided),
        "serverKnown": features.server_known,
    }


def _server(settings: StackSettings) -> ServerSettings | None:
    """Return the server's settings if this stack makes the server, or describes the server of another stack."""
    control_plane = None if settings.platform is None else settings.platform.control_plane
    if control_plane is None:
        return None
    return control_plane.server if settings.makes_platform or "server" in control_plane.model_fields_set else None


def _version(settings: StackSettings) -> str | None:
    """Return the version of the server if the settings contain it."""
    control_plane = None if settings.platform is None else settings.platform.control_plane
    return None if control_plane is None else control_plane.server_version


def _listed_in(defaults: Mapping[str, object], key: str, merged: tuple[str, ...]) -> frozenset[str]:
    """Return the merged list if it comes from the defaults, else nothing: a tenant's list replaces the default."""
    section = defaults.get("features")
    shared = section.get(key) if isinstance(section, Mapping) else None
    same = isinstance(shared, list | tuple) and sorted(set(shared)) == list(merged)
    return frozenset(merged) if same else frozenset()
