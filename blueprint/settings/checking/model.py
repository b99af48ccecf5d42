"""Owns the base of every settings model: frozen, camelCase in files, snake_case in Python, unknown keys refused.

It must not hold a rule about any one setting.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A part of the settings. Build it from a file's text with `model_validate(raw, by_alias=True, by_name=False)`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=True,
        use_attribute_docstrings=True,
        validate_default=True,
        hide_input_in_errors=True,
    )

    @model_validator(mode="before")
    @classmethod
    def nothing_is_an_empty_section(cls, raw: Any) -> Any:
        """`limits:` with nothing after it means the same as `limits: {}`; YAML reads it as null."""
        return {} if raw is None else raw
