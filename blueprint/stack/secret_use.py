"""Checks the secrets of a stack: missing ones, unused ones, halves of key pairs, and values that HOCON would misread.

The checks read the configuration as plain data, so a missing secret is reported even if something else is wrong.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from blueprint.settings.checking.explain import nearest
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.api import parse_host
from blueprint.settings.platform.secret_values import secret_names
from blueprint.settings.secrets import KEY_PAIRS, SECRETS
from blueprint.settings.words.hocon import PLAIN_TEXT
from blueprint.settings.words.secrets import (
    ENV_ACCESS_KEY,
    ENV_HOST,
    ENV_SECRET_KEY,
    SecretConditions,
    SecretFamily,
    StackSecret,
    secret_command,
)
from blueprint.stack.keys import Config, Encrypted, configured_host, structured
from blueprint.values.names import ROOT_CREDENTIAL_KEYS, ROOT_SECRETS


@dataclass(frozen=True)
class SecretUse:
    """Keys of the secrets that a stack's configuration asks for."""

    needed: frozenset[str]
    generated: frozenset[str]
    """Secrets that the program generates unless the configuration has them."""


def secret_use(config: Config, environ: Mapping[str, str], sso: Iterable[str]) -> SecretUse:
    """Return what the configuration asks for; `sso` names the tenants that have an identity provider."""
    stack = _conditions(structured(config), environ, tuple(sso))
    needed = frozenset(key for secret in SECRETS for key in secret.needed_keys(stack))
    return SecretUse(needed, frozenset(key for secret in SECRETS for key in secret.generated_keys(stack)))


def _conditions(plain: Mapping[str, object], environ: Mapping[str, str], sso: tuple[str, ...]) -> SecretConditions:
    platform = {} if plain.get("scope") == "tenants" else plain
    server = _section(platform, "controlPlane", "server")
    return SecretConditions(
        makes_server="controlPlane" in platform,
        cuts_gpus="gpu" in platform and _section(platform, "gpu").get("cdmo", {}) is not None,
        has_workers="workers" in plain,
        bills_by_chart=_section(platform, "billing").get("mode") == "chart",
        shares_redis="redis" in platform and _redis_mode(platform) != "perTenant",
        uses_foreign_redis=_uses_foreign_redis(plain),
        has_supervisor=server.get("supervisor") is not None,
        environment_keys=bool(environ.get(ENV_ACCESS_KEY) and environ.get(ENV_SECRET_KEY)),
        login_providers=tuple(_section(server, "loginProviders")),
        server_secrets=tuple(str(name).strip() for name in _section(server, "extraSecrets").values()),
        chart_secrets=tuple(_chart_secrets(_charts(plain, platform))),
        root_credentials=_root_credentials(platform) if "controlPlane" in platform else (),
        sso_tenants=sso,
    )


def _charts(plain: Mapping[str, object], platform: Mapping[str, object]) -> Mapping[str, object]:
    """Return the sections with the charts that this stack installs."""
    tenants = {"workers": plain.get("workers")} | ({"redis": plain.get("redis")} if _own_redis(plain) else {})
    return {**platform, **tenants}


def _own_redis(plain: Mapping[str, object]) -> bool:
    """Whether this stack installs Redis: the shared one with the platform, or one per tenant."""
    mode = _redis_mode(plain)
    return mode == "perTenant" or (mode == "shared" and plain.get("scope") != "tenants")


def _chart_secrets(section: object) -> Iterator[str]:
    """Yield the names in all `secretValues` of a section."""
    for key, value in section.items() if isinstance(section, Mapping) else ():
        yield from secret_names(value) if key == "secretValues" else _chart_secrets(value)


def _root_credentials(platform: Mapping[str, object]) -> tuple[str, ...]:
    """Return the keys of the server's own Secret that `rootCredential-<key>` may set."""
    added = _section(platform, "controlPlane").get("credentialKeys")
    keys = (*ROOT_CREDENTIAL_KEYS, *(map(str, added) if isinstance(added, list | tuple) else ()))
    return tuple(key for key in keys if key not in ROOT_SECRETS)


def _section(data: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    for key in keys:
        inner = data.get(key)
        data = inner if isinstance(inner, Mapping) else {}
    return data


def _redis_mode(data: Mapping[str, object]) -> object:
    return _section(data, "redis").get("mode", "shared")


def _uses_foreign_redis(plain: Mapping[str, object]) -> bool:
    """Whether workers use a Redis that this stack does not make; a tenant's own Redis has a generated password."""
    elsewhere = _redis_mode(plain) == "external" or plain.get("scope") == "tenants"
    return "workers" in plain and "redis" in plain and elsewhere and _redis_mode(plain) != "perTenant"


def secret_problems(stack: str, config: Config, environ: Mapping[str, str], sso: Iterable[str]) -> Iterator[Problem]:
    """Find missing secrets, halves of pairs, secrets without a use, and values that the server would misread."""
    use = secret_use(config, environ, sso)
    makes_server = "controlPlane" in config and config.get("scope") != "tenants"
    yield from _halves_of_the_environment(environ)
    yield from _address_without_keys(config, environ)
    for key in sorted(use.needed - set(config)):
        yield _problem(stack, key, "nothing", f"a secret: {secret_command(key, stack)}")
    yield from _halves(stack, config, use) if makes_server else ()
    yield from _unused(stack, config, use)
    yield from _misread(stack, config) if makes_server else ()


def _halves_of_the_environment(environ: Mapping[str, str]) -> Iterator[Problem]:
    present = [name for name in (ENV_ACCESS_KEY, ENV_SECRET_KEY) if environ.get(name)]
    if len(present) == 1:
        expected = f"{ENV_ACCESS_KEY} and {ENV_SECRET_KEY} both"
        yield Problem("environment", present[0], "one half of a key pair", expected)


def _address_without_keys(config: Config, environ: Mapping[str, str]) -> Iterator[Problem]:
    """Find an address in the environment to which the stack's own key pair would be sent."""
    address = parse_host(environ.get(ENV_HOST, ""))
    alone = not any(environ.get(name) for name in (ENV_ACCESS_KEY, ENV_SECRET_KEY))
    if alone and address is not None and address != configured_host(structured(config)):
        expected = f"{ENV_ACCESS_KEY} and {ENV_SECRET_KEY} with it: the stack's key pair is not sent to another address"
        yield Problem("environment", ENV_HOST, f"'{address}' without a key pair", expected)


def _halves(stack: str, config: Config, use: SecretUse) -> Iterator[Problem]:
    for first, second in KEY_PAIRS:
        present = [key for key in (first.key, second.key) if key in config and key in use.generated]
        if len(present) == 1:
            expected = f"{first.key} and {second.key} both, or neither"
            yield _problem(stack, present[0], "one half of a key pair", expected)


def _unused(stack: str, config: Config, use: SecretUse) -> Iterator[Problem]:
    missing = sorted(use.needed - set(config))
    for key in config:
        if key not in use.needed | use.generated and any(_needs_a_use(secret, key) for secret in SECRETS):
            expected = nearest(key, missing) if missing else "no such key"
            yield _problem(stack, key, "a secret that this stack does not use", expected)


def _needs_a_use(secret: StackSecret | SecretFamily, key: str) -> bool:
    return secret.holds(key) and not (isinstance(secret, SecretFamily) and secret.may_be_unused)


def _misread(stack: str, config: Config) -> Iterator[Problem]:
    for secret in SECRETS:
        misread = [key for key, value in config.items() if secret.holds(key) and value is Encrypted.MISREAD]
        for key in misread if secret.unquoted else ():
            yield _problem(stack, key, "a value (not shown) that the server would misread", PLAIN_TEXT)


def _problem(stack: str, key: str, found: str, expected: str) -> Problem:
    return Problem(config_file(stack), f"{NAMESPACE}:{key}", found, expected)
