"""Owns the check of a feature's name against the catalog and the extra features that the stack allows.

It must not read the stack's configuration itself.
"""

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
    """Word what was expected in place of `value`: the nearest name where there is one, and the way to allow it."""
    near = get_close_matches(str(value), [*FEATURES, *extra], n=1)
    hint = f"{near[0]}, or " if near else "a feature's name such as applications, or "
    return f"{hint}a name listed in clearml:extraFeatures"


@dataclass(frozen=True)
class FeatureText:
    """A feature's name: of the catalog, or of `Context.extra_features`."""

    expected: str = "a feature's name such as applications"

    def check(self, value: object, info: ValidationInfo) -> str:
        """Return the name unchanged."""
        extra = info.context.extra_features if isinstance(info.context, Context) else frozenset()
        if isinstance(value, str) and (value in FEATURES or value in extra):
            return value
        raise mismatch(expected_feature(value, extra))

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate with `check` alone."""
        return core_schema.with_info_plain_validator_function(self.check)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Offer the catalog for completion; a file alone cannot say what the stack allows in addition."""
        return {"anyOf": [{"enum": sorted(FEATURES)}, {"type": "string", "pattern": f"^{PATTERN}$"}]}


def parse_extra_feature(value: str) -> str | None:
    """Return the name when it has a feature's form; whether the server knows it is for the server to say."""
    return value if re.fullmatch(PATTERN, value) else None
