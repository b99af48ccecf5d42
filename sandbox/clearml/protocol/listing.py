"""Filters, order, paging, scrolling and projection of the get_all calls. At most 500 rows, and no total."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import new_id
from sandbox.clearml.protocol.list_filters import matcher

PAGE = 500
_NESTED = ("entries", "metadata", "tags", "system_tags")


@dataclass(frozen=True)
class Listing:
    """One kind of document.

    `fields` are in the order of the server's model. `list_fields` can be filtered. `purpose` stands in the message
    about a malformed regular expression.
    """

    fields: tuple[str, ...]
    list_fields: tuple[str, ...]
    purpose: str | None = None
    scrolls: bool = False

    def page(self, call: Call, rows: Iterable[Json], also: Json) -> list[Json]:
        """Apply the request's filters, order, page and projection to `rows`. A scroll id is added to `also`."""
        data = call.data
        filters = [matcher(field, data[field]) for field in self.list_fields if data.get(field) is not None]
        order = _order(data)
        start, size = self._window(call, data, also)
        only = self._projection(data)
        rows = [row for row in rows if all(keep(row) for keep in filters)]
        rows = self._sorted(self._named(rows, data.get("name")), order)[start : start + size]
        if also.get("scroll_id"):
            call.site.scrolls[also["scroll_id"]] = start + len(rows)
        return [project(row, only) for row in rows] if only else list(rows)

    def _named(self, rows: list[Json], pattern: Any) -> list[Json]:
        if not pattern:
            return rows
        try:
            search = re.compile(pattern).search
        except re.error as exception:
            raise errors.BAD_REGEX(
                f"while {self.purpose}" if self.purpose else None, err=exception, extra_info=None
            ) from None
        return [row for row in rows if search(row["name"])]

    def _window(self, call: Call, data: Json, also: Json) -> tuple[int, int]:
        if "scroll_id" in data:
            size = _scroll_size(data)
            position = call.site.scrolls.get(data["scroll_id"]) if isinstance(data["scroll_id"], str) else None
            if self.scrolls:
                also["scroll_id"] = new_id() if position is None else data["scroll_id"]
            if data.get("refresh_scroll"):
                return 0, max(position or 0, size)
            return position or 0, size
        if data.get("start") is not None:
            return data["start"], _scroll_size(data)
        return _page(data)

    def _projection(self, data: Json) -> list[str]:
        only = list(data.get("projection") or data.get("only_fields") or [])
        parts = [field.lstrip("-").split(".") for field in only]
        unresolved = [path[0] for path in parts if path[0] not in self.fields]
        unresolved += [path[1] for path in parts if len(path) > 1 and path[0] not in _NESTED]
        if unresolved:
            raise cannot_resolve(unresolved[0])
        excluded = {field.lstrip("-") for field in only if field.startswith("-")}
        included = [field for field in only if not field.startswith("-")]
        if excluded and not included:
            return [field for field in self.fields if field not in excluded]
        return included

    def _sorted(self, rows: list[Json], order: list[str]) -> list[Json]:
        if order and not order[0].startswith("-") and order[0].partition(".")[0] not in self.fields:
            raise cannot_resolve(order[0].partition(".")[0])
        for field in reversed(order):
            rows = sorted(rows, key=_sort_key(field.lstrip("-")), reverse=field.startswith("-"))
        if order and not order[0].startswith("-"):
            rows.sort(key=lambda row: row.get(order[0]) in (None, "", []))
        return rows


def cannot_resolve(field: str) -> errors.SimulatedError:
    """400/14 for a field that the model does not have."""
    return errors.LOOKUP(
        "probably an invalid field name or unsupported nested field", err=f'Cannot resolve field "{field}"'
    )


def project(row: Json, only: Iterable[str]) -> Json:
    """Keep the paths in `only`, in alphabetical order. Fields that the row does not have are left out."""
    kept: Json = {}
    for path in sorted(set(only)):
        first, _, rest = path.partition(".")
        if first not in row:
            continue
        kept[first] = row[first] if not rest or rest == "*" else _inner(row[first], rest, kept.get(first))
    return kept


def _inner(value: Any, rest: str, so_far: Any) -> Any:
    if isinstance(value, dict):
        return {**(so_far or {}), **project(value, [rest])}
    if isinstance(value, list):
        return [_inner(item, rest, old) for item, old in zip(value, so_far or [None] * len(value), strict=True)]
    return value


def _order(data: Json) -> list[str]:
    order = data.get("order_by")
    if not order:
        return []
    fields = list(order) if isinstance(order, list) else [order]
    if "@text_score" in fields:
        raise errors.FIELD_VALUE("text score cannot be used in order_by when search text is not used")
    return fields if "id" in fields or "-id" in fields else [*fields, "id"]


def _sort_key(field: str) -> Callable[[Json], tuple[bool, str]]:
    return lambda row: (row.get(field) is not None, str(row.get(field) or ""))


def _page(data: Json) -> tuple[int, int]:
    page, size = data.get("page", 0), data.get("page_size", PAGE)
    if page is not None and page < 0:
        raise errors.VALIDATION("page must be >=0", field="page")
    if size is not None and size < 1:
        raise errors.VALIDATION("page_size must be >0", field="page_size")
    if size is None:
        if page is not None:
            raise errors.MISSING_FIELDS("page_size is required when page is requested", field="page_size")
        return 0, 2**62
    size = int(min(size, PAGE))
    return int(page or 0) * size, size


def _scroll_size(data: Json) -> int:
    size = data.get("size")
    if not size or not isinstance(size, int) or size < 1:
        raise errors.VALIDATION("Integer size parameter greater than 1 should be provided when working with scroll")
    return size
