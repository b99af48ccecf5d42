"""Token: a random secret that is generated once and exists only in the state. Each generation is a new token.

Uses its own explicit `pulumi-python` provider instance, because tokens are needed before there is a ClearML server.
State stores the provider's module path and class name, so neither may change without a migration (ADR 0001).
"""

import secrets
from collections.abc import Mapping
from string import ascii_letters, digits
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    Resource,
    ResourceProvider,
    UpdateResult,
)
from pulumi.output import contains_unknowns
from pydantic import BaseModel, ConfigDict, Field, ValidationError

PROVIDER_KEY = "__provider"
ID = "token"
"""Resource id. Constant, because an id is shown in plain text and there is no object that it could identify."""


class TokenProps(BaseModel):
    """`length` is in characters of nearly 6 random bits each. A new length takes effect with the next generation."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    generation: int = Field(default=1, ge=1)
    length: int = Field(default=48, ge=22, le=256)


class TokenState(TokenProps):
    """Adds the token."""

    value: str = Field(min_length=1, repr=False)


class TokenProvider(ResourceProvider):
    """Provider of Token. Generates a token on create and on a new generation. The resource id is constant."""

    serialize_as_secret_always = False  # the pickle captures no values, so it needs no encryption (test_state_contract)

    def configure(self, req: ConfigureRequest) -> None:
        """Do nothing: there are no settings."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Validate the inputs that have a value, and fill in defaults."""
        values = {name: value for name, value in news.items() if not contains_unknowns(value)}
        try:
            props = TokenProps.model_validate(values)
        except ValidationError as error:
            faults = error.errors(include_input=False)
            return CheckResult(news, [CheckFailure(".".join(map(str, f["loc"])), f["msg"]) for f in faults])
        unknown = {name: news[name] for name in TokenProps.model_fields if name in news and name not in values}
        return CheckResult(props.model_dump() | unknown, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare the inputs. Any change is an update in place."""
        names = (*TokenProps.model_fields, PROVIDER_KEY)
        return DiffResult(changes=any(olds.get(name) != news.get(name) for name in names), replaces=[])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Generate a token."""
        new = TokenProps.model_validate(props)
        return CreateResult(ID, TokenState(**dict(new), value=generate(new.length)).model_dump())

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Return the stored state, the only place where the token exists."""
        old = TokenState.model_validate(props)
        return ReadResult(id_, old.model_dump(), TokenProps.model_validate(props).model_dump())

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Generate a token if the generation has changed; otherwise keep the value."""
        old, new = TokenState.model_validate(olds), TokenProps.model_validate(news)
        value = old.value if old.generation == new.generation else generate(new.length)
        return UpdateResult(TokenState(**dict(new), value=value).model_dump())

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Do nothing: the token exists only in the state."""


def generate(length: int) -> str:
    """Return a random token of letters and digits that starts with a letter.

    Such a token is plain text in every format that parses it. The server reads its environment as HOCON, in which a
    leading digit could make it a number (`12e4…`) or a duration (`3d`), and punctuation is syntax.
    """
    return secrets.choice(ascii_letters) + "".join(secrets.choice(ascii_letters + digits) for _ in range(length - 1))


class Token(Resource, module="generated", name="Token"):
    """A random secret. State type: pulumi-python:dynamic/generated:Token."""

    value: Output[str]
    """Secret: the token."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["value"])
        super().__init__(TokenProvider(), name, {**args, "value": None}, ResourceOptions.merge(opts, secret))
