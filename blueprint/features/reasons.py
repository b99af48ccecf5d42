"""Owns the one line that says why somebody has a feature or lacks it, and which key in which file changes that."""

from blueprint.catalog.features import FEATURES
from blueprint.features.sources import EVERYBODY, ROLE_GROUPS, FeatureSources, is_everybodys
from blueprint.settings.checking.places import NAMESPACE, config_file

SERVER = f"{NAMESPACE}:controlPlane.server"
GROUPS_UNKNOWN = "whether groups of the server limit it is unknown to this stack"


def reason(sources: FeatureSources, feature: str, role: str) -> str:
    """Say in one line, for one role of a tenant, what grants the feature or the first thing that keeps it away."""
    missing = _missing(sources, feature, role)
    who = f"{sources.slug}: role {role}"
    if missing is not None:
        return f"{who} lacks {feature}: {missing}{_hint(sources, feature)}"
    unsure = "" if sources.server is not None or is_everybodys(feature) else f"; {GROUPS_UNKNOWN}"
    return f"{who} has {feature}: {_granted(sources, feature, role)}{unsure}{_hidden(sources, feature, role)}"


def _missing(sources: FeatureSources, feature: str, role: str) -> str | None:
    """The first of the obstacles, in the order in which a change of one would show the next."""
    if sources.too_new(feature):
        return f"the server is {sources.version} and the feature came with {FEATURES[feature].since}; upgrade it"
    if not sources.company_has(feature):
        return _not_the_companys(sources, feature)
    return None if sources.members_have(feature, ROLE_GROUPS[role]) else _not_the_groups(sources, role)


def _not_the_companys(sources: FeatureSources, feature: str) -> str:
    if feature in sources.exclude:
        return f"it is taken away; take it out of {_place(sources, 'exclude', feature)}"
    ours = f"features.enable in {_tenant_file(sources)}"
    if sources.server is None:
        unknown = "unknown to this stack: what the server gives to all its tenants"
        return f"{ours} does not name it ({unknown}); add it there"
    return (
        f"nothing switches it on; add it to {ours}, or for all tenants to {SERVER}.features in {_server_file(sources)}"
    )


def _not_the_groups(sources: FeatureSources, role: str) -> str:
    groups = ROLE_GROUPS[role]
    listing = [group for group in groups if sources.group_features(group) is not None]
    names = " and ".join(listing)
    is_or_are = "group does not list" if len(listing) == 1 else "groups do not list"
    key = f"{SERVER}.groups.{groups[-1]}.features"
    return f"the tenant has it, but the {names} {is_or_are} it; add it to {key} in {_server_file(sources)}"


def _granted(sources: FeatureSources, feature: str, role: str) -> str:
    if is_everybodys(feature):
        return "everybody has what it stands for, and naming it changes nothing"
    by_server = f"{SERVER}.features in {_server_file(sources)}"
    source = by_server if sources.server_grants(feature) else _place(sources, "enable", feature)
    if not sources.limited:
        return f"by {source}" + ("" if sources.server is None else f", and no list of the group {EVERYBODY} limits it")
    return f"by {source}, through the group {sources.granting(feature, ROLE_GROUPS[role])[0]}"


def _hint(sources: FeatureSources, feature: str) -> str:
    """Who has it all the same."""
    if not sources.company_has(feature):
        return ""
    groups = sources.granting(feature, sources.further_groups)
    return f" (members of {', '.join(groups)} have it)" if groups else ""


def _hidden(sources: FeatureSources, feature: str, role: str) -> str:
    """The older setting for menu items; it changes what the UI shows and nothing else."""
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
