"""Explains on one line why users have a feature, lack it or may have it, and which key in which file decides that."""

from blueprint.catalog.features import FEATURES
from blueprint.features.sources import ROLE_GROUPS, USERS, FeatureSources, has_no_effect
from blueprint.settings.checking.places import NAMESPACE, config_file

SERVER = f"{NAMESPACE}:controlPlane.server"
GROUPS_UNKNOWN = "unless groups of the server limit it, which this stack's settings do not show"


def reason(sources: FeatureSources, feature: str, role: str) -> str:
    """Return one line for one role of a tenant: what grants the feature, the first obstacle, or that it is unknown."""
    subject = f"{sources.slug}: role {role}"
    if sources.members_have(feature, ROLE_GROUPS[role]) is False:
        return f"{subject} lacks {feature}: {_obstacle(sources, feature, role)}{_hint(sources, feature)}"
    if sources.company_has(feature) is None:
        return f"{subject} may have {feature}: {_undecided(sources)}"
    reservation = "" if sources.server is not None or has_no_effect(feature) else f", {GROUPS_UNKNOWN}"
    return f"{subject} has {feature}: {_grant(sources, feature, role)}{reservation}{_hidden(sources, feature, role)}"


def _obstacle(sources: FeatureSources, feature: str, role: str) -> str:
    """Return the first obstacle, in an order in which removing one reveals the next."""
    if sources.too_new(feature):
        since = FEATURES[feature].since
        return f"the server has version {sources.version}, the feature needs {since}; upgrade the server"
    if sources.company_has(feature) is False:
        return f"it is excluded; remove it from {_place(sources, 'exclude', feature)}"
    return _group_obstacle(sources, feature, role)


def _undecided(sources: FeatureSources) -> str:
    file = _tenant_file(sources)
    decision = f"add it to features.enable in {file}, or to features.exclude there"
    if sources.server is None:
        return f"this stack's settings do not show the server's features, and {file} does not decide it; {decision}"
    for_all = f"or for all tenants to {SERVER}.features in {_server_file(sources)}"
    return f"no setting decides it, so the server's default applies; {decision}, {for_all}"


def _group_obstacle(sources: FeatureSources, feature: str, role: str) -> str:
    groups = ROLE_GROUPS[role]
    listing = [group for group in groups if sources.group_features(group) is not None]
    names = " and ".join(listing)
    verb = "group does not list" if len(listing) == 1 else "groups do not list"
    key = f"{SERVER}.groups.{groups[-1]}.features"
    has = "the tenant has it, but the" if sources.company_has(feature) else "the"
    return f"{has} {names} {verb} it; add it to {key} in {_server_file(sources)}"


def _grant(sources: FeatureSources, feature: str, role: str) -> str:
    if has_no_effect(feature):
        return "all users have this function, and the name has no effect"
    by_server = f"{SERVER}.features in {_server_file(sources)}"
    source = by_server if sources.server_grants(feature) else _place(sources, "enable", feature)
    if not sources.limited:
        return f"by {source}" + ("" if sources.server is None else f", and no list of the group {USERS} limits it")
    return f"by {source}, through the group {sources.granting(feature, ROLE_GROUPS[role])[0]}"


def _hint(sources: FeatureSources, feature: str) -> str:
    """Return which further groups have the feature nevertheless."""
    if not sources.company_has(feature):
        return ""
    groups = sources.granting(feature, sources.further_groups)
    return f" (members of {', '.join(groups)} have it)" if groups else ""


def _hidden(sources: FeatureSources, feature: str, role: str) -> str:
    """Return a note if the older setting for menu items hides the feature; it affects the UI only."""
    shown = {} if sources.server is None else sources.server.ui_features.get(role, {})
    return f"; the UI hides it: {SERVER}.uiFeatures.{role}.{feature} is false" if shown.get(feature) is False else ""


def _place(sources: FeatureSources, key: str, feature: str) -> str:
    if feature in sources.shared:
        return f"{NAMESPACE}:tenantDefaults.features.{key} in {_stack_file(sources)}"
    return f"features.{key} in {_tenant_file(sources)}"


def _tenant_file(sources: FeatureSources) -> str:
    return f"tenants/{sources.stack}/{sources.slug}.yaml"


def _server_file(sources: FeatureSources) -> str:
    return _stack_file(sources) if sources.server_here else "the stack that makes the server"


def _stack_file(sources: FeatureSources) -> str:
    return config_file(sources.stack)
