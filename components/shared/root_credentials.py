"""RootCredentials: keys and signing secret of the ClearML server, generated if the configuration has none.

The chart's defaults are public: with them, anyone can forge tokens.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input, Output, ResourceOptions

from blueprint.values.names import API_KEY, API_SECRET, GIT_LOGIN
from providers.generated.token import Token


@dataclass(frozen=True, kw_only=True)
class RootCredentialsArgs:
    """`configured` maps every key of the chart's Secret to its value in the stack's configuration, None if unset."""

    configured: Mapping[str, Input[str] | None]
    generation: int


class RootCredentials(pulumi.ComponentResource):
    """`values` maps each key of the chart's `clearml.existingSecret` to its secret value."""

    values: Mapping[str, Output[str]]

    def __init__(self, args: RootCredentialsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:RootCredentials", "root-credentials", None, opts)
        self._generation = args.generation
        self.values = {key: self._value(key, value) for key, value in args.configured.items()}
        self.register_outputs({})

    @property
    def access_key(self) -> Output[str]:
        """Access key of the server's root user."""
        return self.values[API_KEY]

    @property
    def secret_key(self) -> Output[str]:
        """Secret key of the server's root user."""
        return self.values[API_SECRET]

    def _value(self, key: str, configured: Input[str] | None) -> Output[str]:
        if configured is not None:
            return Output.secret(configured)
        if key in GIT_LOGIN:
            return Output.secret("")
        return random_secret(f"root/{key}", ResourceOptions(parent=self), self._generation)


def random_secret(name: str, opts: ResourceOptions, generation: int = 1) -> Output[str]:
    """Create a random secret; another generation creates another secret."""
    return Output.secret(Token(name, {"generation": generation}, opts).value)
