"""Refuses a resource that the state has and the server lost in an interrupted run, until a refresh has seen that.

The preflight finds the loss and the program passes it to the resource as the input `lost`. After a refresh the resource
is no longer in the state, so it is created and not compared; or its stored values have changed.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

LOST = "lost"
"""Input of a lost resource. It is never stored: a later refresh would find it in the state."""
ADDRESSES = "addresses"
ResourceName = tuple[str, str]
"""Kind and name of a resource, such as `("Company", "acme")`."""


class Lost(BaseModel):
    """A resource that is lost, and the line that says so. `state` are the stored values that a refresh would change."""

    model_config = ConfigDict(frozen=True)

    resource: ResourceName
    why: str = ""
    state: dict[str, Any] = Field(default_factory=dict)


def loss(olds: Mapping[str, Any], news: Mapping[str, Any]) -> str | None:
    """The line about a resource that is marked as lost, unless a refresh has removed it or changed its stored inputs.

    `olds` are the stored inputs, empty for a resource that the state does not have.
    """
    lost = _parse(news[LOST]) if LOST in news and olds else None
    if lost is None or any(_stored(olds, name) != value for name, value in lost.state.items()):
        return None
    return lost.why


def _parse(value: object) -> Lost | None:
    try:
        return Lost.model_validate(value)
    except ValidationError:
        return None


def _stored(olds: Mapping[str, Any], name: str) -> object:
    """A stored value. The addresses of a whitelist are stored by role."""
    if name == ADDRESSES:
        return sorted([*olds.get("users", ()), *olds.get("admins", ())])
    return olds.get(name)
