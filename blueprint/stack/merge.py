"""Merges the shared defaults with a tenant's own settings, as plain data."""

from collections.abc import Mapping


def merge(shared: Mapping[str, object], own: Mapping[str, object]) -> dict[str, object]:
    """Return `own` laid over `shared`: mappings merge key by key, everything else is replaced, lists included.

    Null over a mapping leaves the mapping as it is, like an empty section; over anything else it removes the shared
    value.
    """
    return {key: _over(shared.get(key), own[key]) if key in own else shared[key] for key in {**shared, **own}}


def _over(shared: object, own: object) -> object:
    if not isinstance(shared, Mapping):
        return own
    if own is None:
        return shared
    return merge(shared, own) if isinstance(own, Mapping) else own
