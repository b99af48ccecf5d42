"""Base class of all settings models: frozen, camelCase in files, snake_case in Python, no unknown keys."""

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """A section of the settings. To parse file content, use `model_validate(raw, by_alias=True, by_name=False)`."""

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
        """Treat `limits:` without a value, which YAML reads as null, like `limits: {}`."""
        return {} if raw is None else raw
