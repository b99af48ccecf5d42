"""Owns where a tenant's features come from, and the rules by which server, tenant, groups and version combine.

It must not ask a server: what a server has by itself, without being told by settings, is not known here. The rules are
the vendor's tenant guide ("Configuring Groups", "Configuring Options per Tenant") and its API reference, where
`exclude_features` takes server-wide features away from one company. INF: a group other than `users` that lists no
features adds none, and `users` without a list limits nobody.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from blueprint.catalog.features import FEATURES
from blueprint.settings.platform.server import ServerSettings

EVERYBODY = "users"
ROLE_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType({"user": (EVERYBODY,), "admin": (EVERYBODY, "admins")})
"""Role of a person: the built-in groups that come with it (guide, "Types of Groups"; INF that admins are in both)."""


@dataclass(frozen=True)
class FeatureSources:
    """What the settings say about one tenant's features."""

    stack: str
    slug: str
    enable: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    server: ServerSettings | None = None
    """What the server is told; None where that is not known here."""
    server_here: bool = True
    """Whether this stack makes the server, so that its configuration is the place to change what it is told."""
    version: str | None = None
    """The server's version such as 3.25.1, where somebody knows it; None leaves versions out of account."""
    shared: frozenset[str] = field(default_factory=frozenset)
    """Which of `enable` and `exclude` come from `clearml:tenantDefaults`."""

    def too_new(self, feature: str) -> bool:
        """Whether the server is older than the feature, as far as both versions are known."""
        known = FEATURES.get(feature)
        if known is None or known.since is None or self.version is None:
            return False
        return _release(self.version) < _release(known.since)

    def company_has(self, feature: str) -> bool:
        """Whether the tenant's company has the feature, whoever may use it."""
        if self.too_new(feature):
            return False
        return is_everybodys(feature) or feature in self.enable or self.server_grants(feature)

    def server_grants(self, feature: str) -> bool:
        """Whether the company has the feature because all companies have it."""
        switched_on = self.server is not None and feature in self.server.features
        return switched_on and feature not in self.exclude

    @property
    def limited(self) -> bool:
        """Whether groups decide who may use what; while `users` lists nothing, everybody may use everything."""
        return self.group_features(EVERYBODY) is not None

    def group_features(self, group: str) -> tuple[str, ...] | None:
        """What a group lists; None when it lists nothing, which differs from an empty list."""
        groups = {} if self.server is None else self.server.groups
        return groups[group].features if group in groups else None

    @property
    def further_groups(self) -> tuple[str, ...]:
        """Groups with a list into which people come by assignment, not by their role."""
        by_role = {group for groups in ROLE_GROUPS.values() for group in groups}
        return () if self.server is None else tuple(sorted(set(self.server.groups) - by_role))

    def granting(self, feature: str, groups: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the groups that list the feature: one is enough, because a person has the union."""
        return tuple(group for group in groups if feature in (self.group_features(group) or ()))

    def members_have(self, feature: str, groups: tuple[str, ...]) -> bool:
        """Whether a person who is in exactly these groups has the feature."""
        allowed = not self.limited or is_everybodys(feature) or bool(self.granting(feature, groups))
        return self.company_has(feature) and allowed


def is_everybodys(feature: str) -> bool:
    """Whether naming the feature changes nothing, since every user of every tenant has what it stands for."""
    return feature in FEATURES and FEATURES[feature].no_op


def _release(version: str) -> tuple[int, ...]:
    """Major and minor as numbers: the vendor writes builds behind them, such as 3.25.1-1443."""
    return tuple(int(part) for part in re.findall(r"\d+", version)[:2])
