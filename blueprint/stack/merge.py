"""Merges the shared defaults with a tenant's own settings, as plain data."""

from collections.abc import Mapping

from blueprint.settings.words.named_lists import merged_by_name


def merge(shared: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Return `own` laid over `shared`: mappings merge key by key, lists of `{name, …}` by name, all else is replaced.

    Null over a mapping leaves the mapping as it is, like an empty section; over anything else it removes the shared
    value.
    """
    return {key: _over(shared.get(key), own[key]) if key in own else shared[key] for key in {**shared, **own}}


def _over(shared: object, own: object) -> object:
    if not isinstance(shared, Mapping):
        merged = merged_by_name(shared, own)
        return own if merged is None else merged
    if own is None:
        return shared
    return merge(shared, own) if isinstance(own, Mapping) else own
