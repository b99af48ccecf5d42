"""The query language of list filters (`id`, `tags`, `system_tags`): `__$not`, `__$all`, `__$any`, leading `-`."""

from collections.abc import Callable
from typing import Any

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Json

Keep = Callable[[Json], bool]
_ALL = ("__$all", "__$and")
_ANY = ("__$any", "__$or")
_PREFIX = "__$"


def matcher(field: str, query: Any) -> Keep:
    """Return a test for rows. Raises 400/16 for values that are not strings and for unknown operators."""
    terms = query if isinstance(query, list | tuple) else [query]
    buckets: dict[str, list[str]] = {}
    together, mode, negated, legacy, with_empty = "", "in", False, True, False
    for term in terms:
        if term is None:
            with_empty, negated = True, False
            continue
        if not isinstance(term, str):
            raise errors.FIELD_VALUE("invalid value type, string expected", field=field, value=term)
        if term == "__$nop":
            mode, legacy, negated = "in", True, False
        elif term.startswith(_PREFIX):
            if negated:
                raise errors.FIELD_VALUE("Value is expected after", field=field, operator="__$not")
            if term == "__$not":
                negated = True
                continue
            mode, legacy = _mode(field, term), False
            together = together or mode
        else:
            excluded, value = _value(field, term, negated=negated, legacy=legacy)
            buckets.setdefault("nin" if excluded else mode, []).append(value)
            negated = False
            together = together or "all"
    if negated:
        raise errors.FIELD_VALUE("Value is expected after", operator="__$not")
    return lambda row: _keeps(row.get(field), buckets, any_bucket=together == "in", with_empty=with_empty)


def _mode(field: str, term: str) -> str:
    if term in _ALL:
        return "all"
    if term in _ANY:
        return "in"
    raise errors.FIELD_VALUE("Unsupported operator", field=field, operator=term)


def _value(field: str, term: str, *, negated: bool, legacy: bool) -> tuple[bool, str]:
    if negated or not legacy or not term.startswith("-"):
        return negated, term
    if term == "-":
        raise errors.FIELD_VALUE("Missing value after the exclude prefix -", field=field, value="")
    return True, term[1:]


def _keeps(value: Any, buckets: dict[str, list[str]], *, any_bucket: bool, with_empty: bool) -> bool:
    held = set(value if isinstance(value, list) else [value])
    tests = {
        "in": lambda names: not held.isdisjoint(names),
        "all": lambda names: held.issuperset(names),
        "nin": lambda names: held.isdisjoint(names),
    }
    results = [tests[kind](names) for kind, names in buckets.items()]
    if with_empty and value in (None, "", []):
        return True
    if not results:
        return not with_empty
    return any(results) if any_bucket else all(results)
