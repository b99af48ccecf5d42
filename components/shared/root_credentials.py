"""RootCredentials: the keys and signing secrets of the server itself, generated wherever the stack gives none.

The chart's own defaults are public: a server that keeps them lets anyone forge tokens.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ResourceOptions

from blueprint.values.names import API_KEY, API_SECRET, ROOT_CREDENTIAL_KEYS
from providers.generated.token import Token


@dataclass(frozen=True, kw_only=True)
class RootCredentialsArgs:
    """`given` maps a key of the chart's Secret to what the stack's configuration says."""

    given: Mapping[str, Input[str] | None]
    generation: int


class RootCredentials(pulumi.ComponentResource):
    """`values` maps each key of the chart's `clearml.existingSecret` to its secret value."""

    values: Mapping[str, Output[str]]

    def __init__(self, args: RootCredentialsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:RootCredentials", "root-credentials", None, opts)
        self._generation = args.generation
        self.values = {key: self._value(key, args.given.get(key)) for key in ROOT_CREDENTIAL_KEYS}
        self.register_outputs({})

    @property
    def access_key(self) -> Output[str]:
        """Access key of the server's root user."""
        return self.values[API_KEY]

    @property
    def secret_key(self) -> Output[str]:
        """Its secret key."""
        return self.values[API_SECRET]

    def _value(self, key: str, given: Input[str] | None) -> Output[str]:
        if given is not None:
            return Output.secret(given)
        return generated(f"root/{key}", ResourceOptions(parent=self), self._generation)


def generated(name: str, opts: ResourceOptions, generation: int = 1) -> Output[str]:
    """A secret that we make up; another generation is another secret."""
    return Output.secret(Token(name, {"generation": generation}, opts).value)
