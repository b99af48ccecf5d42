"""Models of which some fields are not known yet, at preview."""

from functools import lru_cache
from typing import Any

from pydantic import BaseModel, create_model


@lru_cache
def without(model: type[BaseModel], names: frozenset[str]) -> type[BaseModel]:
    """Return the model that validates and normalises all other fields; these are None and not dumped."""
    left_out: dict[str, Any] = dict.fromkeys(names & model.model_fields.keys(), (Any, None))
    return create_model(model.__name__, __base__=model, **left_out) if left_out else model
