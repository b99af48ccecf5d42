"""Checks feature names against the catalog and the extra features that the stack allows."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from blueprint.catalog.features import FEATURES
from blueprint.settings.checking.expect import Context, mismatch

PATTERN = r"[a-z][a-z0-9_]*"


def expected_feature(value: object, extra: frozenset[str]) -> str:
    """Return the description of a valid name in place of `value`: the closest name, if any, and how to allow others."""
    matches = get_close_matches(str(value), [*FEATURES, *extra], n=1)
    hint = f"{matches[0]}, or " if matches else "a feature name such as applications, or "
    return f"{hint}a name listed in clearml:extraFeatures"


@dataclass(frozen=True)
class FeatureText:
    """A feature name from the catalog or from `Context.extra_features`."""

    expected: str = "a feature name such as applications"

    def check(self, value: object, info: ValidationInfo) -> str:
        """Return the name unchanged."""
        extra = info.context.extra_features if isinstance(info.context, Context) else frozenset()
        if isinstance(value, str) and (value in FEATURES or value in extra):
            return value
        raise mismatch(expected_feature(value, extra))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` only."""
        return core_schema.with_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Offer the catalog for completion; the schema does not contain the stack's extra features."""
        return {"anyOf": [{"enum": sorted(FEATURES)}, {"type": "string", "pattern": f"^{PATTERN}$"}]}


def parse_extra_feature(value: str) -> str | None:
    """Return the name if it has the form of a feature name, else None; only the server can check that it exists."""
    return value if re.fullmatch(PATTERN, value) else None
