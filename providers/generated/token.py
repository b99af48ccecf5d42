"""Token: a random secret that is minted once and lives in state alone. A new generation is a new token, in place.

Made with an explicit `pulumi-python` provider instance of its own: it must work before there is any server to talk to.
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
"""Resource id. Constant: there is no object to point to, and an id is shown in plain."""


class TokenProps(BaseModel):
    """`length` is in characters, nearly 6 bits of chance each; a new one is applied with the next generation."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    generation: int = Field(default=1, ge=1)
    length: int = Field(default=48, ge=22, le=256)


class TokenState(TokenProps):
    """With the token."""

    value: str = Field(min_length=1, repr=False)


class TokenProvider(ResourceProvider):
    """Mints on create and on a new generation; everything else only hands on what state holds."""

    serialize_as_secret_always = False  # nothing is captured, so there is nothing to encrypt (test_state_contract)

    def configure(self, req: ConfigureRequest) -> None:
        """Takes no settings."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Validate and fill in defaults, as far as values are known."""
        known = {name: value for name, value in news.items() if not contains_unknowns(value)}
        try:
            props = TokenProps.model_validate(known)
        except ValidationError as error:
            faults = error.errors(include_input=False)
            return CheckResult(news, [CheckFailure(".".join(map(str, f["loc"])), f["msg"]) for f in faults])
        unknown = {name: value for name, value in news.items() if name in TokenProps.model_fields and name not in known}
        return CheckResult(props.model_dump() | unknown, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Any change is an update in place; the value is no input."""
        names = (*TokenProps.model_fields, PROVIDER_KEY)
        return DiffResult(changes=any(olds.get(name) != news.get(name) for name in names), replaces=[])

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Mint."""
        new = TokenProps.model_validate(props)
        return CreateResult(ID, TokenState(**dict(new), value=mint(new.length)).model_dump())

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """State is the truth."""
        old = TokenState.model_validate(props)
        return ReadResult(id_, old.model_dump(), TokenProps.model_validate(props).model_dump())

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Mint on another generation, else keep the value."""
        old, new = TokenState.model_validate(olds), TokenProps.model_validate(news)
        value = old.value if old.generation == new.generation else mint(new.length)
        return UpdateResult(TokenState(**dict(new), value=value).model_dump())

    def delete(self, _id: str, _props: dict[str, Any]) -> None:
        """Nothing outside of state."""


def mint(length: int) -> str:
    """A random token: letters and digits, the first one a letter.

    So it reads as the same text wherever it is parsed: in HOCON, which the server reads its environment as, a digit
    in front could make it a number (`12e4…`) or a duration (`3d`), and a sign is syntax. It is too long for a keyword.
    """
    return secrets.choice(ascii_letters) + "".join(secrets.choice(ascii_letters + digits) for _ in range(length - 1))


class Token(Resource, module="generated", name="Token"):
    """A random secret. State type: pulumi-python:dynamic/generated:Token."""

    value: Output[str]
    """Secret: the token."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["value"])
        super().__init__(TokenProvider(), name, {**args, "value": None}, ResourceOptions.merge(opts, secret))
