"""Sources of a tenant's features, and the rules by which server, tenant, groups and version combine.

Only the settings are taken into account. No document states which features a server has by default, so a feature that
no setting decides is unknown: None beside True and False. The rules come from the vendor's tenant guide ("Configuring
Groups", "Configuring Options per Tenant") and its API reference, where `exclude_features` removes server-wide features
from one company. INF: a group other than `users` that lists no features adds none, and without a list for `users` there
is no limit for any user.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from blueprint.catalog.features import FEATURES
from blueprint.settings.platform.server import ServerSettings

USERS = "users"
ROLE_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"user": (USERS,), "admin": (USERS, "admins")})
"""By role of a user: the built-in groups of the role (guide, "Types of Groups"; INF that admins are in both)."""


@dataclass(frozen=True)
class FeatureSources:
    """Settings that determine the features of one tenant."""

    stack: str
    slug: str
    enable: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    server: ServerSettings | None = None
    """The server's settings; None if this stack's settings do not contain them."""
    server_here: bool = True
    """Whether this stack makes the server, so that the server's settings are in this stack's configuration."""
    version: str | None = None
    """Version of the server such as 3.25.1; None if unknown, which disables the version check."""
    shared: frozenset[str] = field(default_factory=frozenset)
    """Those of `enable` and `exclude` that come from `clearml:tenantDefaults`."""

    def too_new(self, feature: str) -> bool:
        """Whether the server is older than the feature; false if one of the two versions is unknown."""
        entry = FEATURES.get(feature)
        if entry is None or entry.since is None or self.version is None:
            return False
        return _release(self.version) < _release(entry.since)

    def company_has(self, feature: str) -> bool | None:
        """Whether the tenant's company has the feature, regardless of which users may use it; None if unknown."""
        if self.too_new(feature):
            return False
        if has_no_effect(feature) or feature in self.enable or self.server_grants(feature):
            return True
        return False if feature in self.exclude else None

    def server_grants(self, feature: str) -> bool:
        """Whether the company has the feature because all companies have it."""
        enabled = self.server is not None and feature in self.server.features
        return enabled and feature not in self.exclude

    @property
    def limited(self) -> bool:
        """Whether groups limit the features of users; without a list for `users`, all users may use all features."""
        return self.group_features(USERS) is not None

    def group_features(self, group: str) -> tuple[str, ...] | None:
        """Return the features that a group lists; None if it has no list, which is not the same as an empty list."""
        groups = {} if self.server is None else self.server.groups
        return groups[group].features if group in groups else None

    @property
    def further_groups(self) -> tuple[str, ...]:
        """Groups with a list of features whose members are assigned, not determined by their role."""
        by_role = {group for groups in ROLE_GROUPS.values() for group in groups}
        return () if self.server is None else tuple(sorted(set(self.server.groups) - by_role))

    def granting(self, feature: str, groups: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of `groups` that list the feature; one is enough, because a user has the union of all groups."""
        return tuple(group for group in groups if feature in (self.group_features(group) or ()))

    def members_have(self, feature: str, groups: tuple[str, ...]) -> bool | None:
        """Whether a user who is in exactly these groups has the feature; None if unknown."""
        company = self.company_has(feature)
        if has_no_effect(feature) or company is False:
            return company
        if self.server is None:  # its groups are unknown too
            return None
        return company if not self.limited or self.granting(feature, groups) else False


def has_no_effect(feature: str) -> bool:
    """Whether the feature's name has no effect, because every user of every tenant has the function."""
    return feature in FEATURES and FEATURES[feature].no_op


def _release(version: str) -> tuple[int, ...]:
    """Return major and minor version as numbers; the vendor appends patch and build, as in 3.25.1-1443."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
