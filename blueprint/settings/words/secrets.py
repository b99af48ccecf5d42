"""Row types of the table of secrets, and the command that stores a secret."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from blueprint.settings.checking.places import NAMESPACE

ENV_HOST: Final = "CLEARML_API_HOST"
ENV_CONTEXT: Final = "CLEARML_KUBE_CONTEXT"
ENV_ACCESS_KEY: Final = "CLEARML_API_ACCESS_KEY"
ENV_SECRET_KEY: Final = "CLEARML_API_SECRET_KEY"  # noqa: S105 - the name of a variable, not its value


@dataclass(frozen=True)
class SecretConditions:
    """The facts of a stack's plain configuration that decide which secrets it needs."""

    makes_server: bool
    cuts_gpus: bool
    """The stack installs CDMO, the operator for dynamic MIG."""
    has_workers: bool
    bills_by_chart: bool
    shares_redis: bool
    """The stack makes the platform, with one Redis for all agents."""
    uses_foreign_redis: bool
    """Agents share a Redis that this stack does not make."""
    has_supervisor: bool
    environment_keys: bool
    """The environment holds the access key and the secret key."""
    login_providers: tuple[str, ...]
    server_secrets: tuple[str, ...]
    chart_secrets: tuple[str, ...]
    """Names in the `secretValues` of the charts that this stack installs."""
    root_credentials: tuple[str, ...]
    """Keys of the server's own Secret that no other secret of the stack holds."""
    sso_tenants: tuple[str, ...]
    """Tenants with an identity provider of their own."""


@dataclass(frozen=True, kw_only=True)
class StackSecret:
    """A secret of which a stack has at most one."""

    key: str
    """Key of the stack's configuration, without the namespace `clearml`."""
    when: str
    """Text for the documentation on when the secret is needed; `needed` and `generated` decide it."""
    meaning: str
    needed: Callable[[SecretConditions], bool] = lambda _: False
    """Whether the stack is refused without it."""
    generated: Callable[[SecretConditions], bool] = lambda _: False
    """Whether the program generates it if it is neither needed nor present."""
    unquoted: bool = False
    """The chart hands it to the server without quotes, so HOCON must read it as plain text."""

    def holds(self, key: str) -> bool:
        """Whether a key of the configuration is this secret."""
        return key == self.key

    def needed_keys(self, stack: SecretConditions) -> tuple[str, ...]:
        """Keys that the configuration must have."""
        return (self.key,) if self.needed(stack) else ()

    def generated_keys(self, stack: SecretConditions) -> tuple[str, ...]:
        """Keys that the configuration may have, and whose secrets are generated otherwise."""
        return (self.key,) if self.generated(stack) and not self.needed(stack) else ()


@dataclass(frozen=True, kw_only=True)
class SecretFamily:
    """Secrets of one kind, distinguished by the name at the end of the key."""

    prefix: str
    placeholder: str
    """Placeholder for the name in documentation, such as tenant."""
    when: str
    meaning: str
    names: Callable[[SecretConditions], Iterable[str]] = lambda _: ()
    """Names whose secrets the stack needs."""
    generated_names: Callable[[SecretConditions], Iterable[str]] = lambda _: ()
    """Names whose secrets the program supplies unless they are present."""
    unquoted: bool = False
    """The chart hands them to the server without quotes, so HOCON must read them as plain text."""
    may_be_unused: bool = False
    """Whether a secret that the stack does not use is allowed."""

    @property
    def key(self) -> str:
        """Key as shown in documentation, such as ssoClientSecret-<tenant>."""
        return self.key_of(f"<{self.placeholder}>")

    def key_of(self, name: str) -> str:
        """Return the key of the stack's configuration, without the namespace `clearml`."""
        return self.prefix + name

    def holds(self, key: str) -> bool:
        """Whether a key of the configuration is one of these secrets."""
        return key.startswith(self.prefix)

    def needed_keys(self, stack: SecretConditions) -> tuple[str, ...]:
        """Keys that the configuration must have."""
        return tuple(self.key_of(name) for name in self.names(stack))

    def generated_keys(self, stack: SecretConditions) -> tuple[str, ...]:
        """Keys that the configuration may have, and whose secrets the program supplies otherwise."""
        return tuple(self.key_of(name) for name in self.generated_names(stack))


def secret_command(key: str, stack: str | None = None) -> str:
    """Return the command that stores a secret; it prompts for the value, which keeps it out of the shell's history."""
    return f"pulumi config set{f' --stack {stack}' if stack else ''} --secret {NAMESPACE}:{key}"
