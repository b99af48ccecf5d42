"""Owns which secrets a stack needs, which it may have, and what is wrong with those it has.

It reads the plain data of the configuration, so that a missing secret shows even while something else is wrong. It must
not read a secret.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from blueprint.settings.checking.explain import nearest
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem
from blueprint.settings.words.hocon import PLAIN_TEXT
from blueprint.settings.words.secrets import (
    ACCESS_KEY,
    BILLING_KAFKA_PASSWORD,
    BILLING_REGISTRY_TOKEN,
    ENV_ACCESS_KEY,
    ENV_SECRET_KEY,
    REDIS_PASSWORD,
    REGISTRY_TOKEN,
    SECRET_KEY,
    SUPERVISOR_ACCESS_KEY,
    SUPERVISOR_SECRET_KEY,
    TOKEN_SIGNING_SECRET,
    is_secret_name,
    login_client_secret,
    secret_command,
    server_secret,
    sso_client_secret,
)
from blueprint.stack.keys import Config, Encrypted, structured

ROOT_PAIR = (ACCESS_KEY, SECRET_KEY)
SUPERVISOR_PAIR = (SUPERVISOR_ACCESS_KEY, SUPERVISOR_SECRET_KEY)
_UNQUOTED = (*ROOT_PAIR, TOKEN_SIGNING_SECRET)


@dataclass(frozen=True)
class SecretUse:
    """The secrets that a stack's configuration asks for."""

    needed: frozenset[str]
    generated: frozenset[str]
    """Made by the program where they are not given."""


def secret_use(config: Config, environ: Mapping[str, str], sso: Iterable[str]) -> SecretUse:
    """Return what the configuration asks for; `sso` names the tenants that have an identity provider."""
    plain = structured(config)
    made = {} if plain.get("scope") == "tenants" else plain
    server = _section(made, "controlPlane", "server")
    makes_server = "controlPlane" in made
    from_environment = bool(environ.get(ENV_ACCESS_KEY) and environ.get(ENV_SECRET_KEY))
    needed = {
        *(() if makes_server or from_environment else ROOT_PAIR),
        *((REGISTRY_TOKEN,) if makes_server or _cuts_gpus(made) or "workers" in plain else ()),
        *((REDIS_PASSWORD,) if _reads_redis(plain) else ()),
        *((BILLING_REGISTRY_TOKEN, BILLING_KAFKA_PASSWORD) if _section(made, "billing").get("mode") == "chart" else ()),
        *(login_client_secret(name) for name in _section(server, "loginProviders")),
        *(server_secret(str(name).strip()) for name in _section(server, "extraSecrets").values()),
        *(sso_client_secret(slug) for slug in sso),
    }
    generated = {
        *ROOT_PAIR,
        *((TOKEN_SIGNING_SECRET,) if makes_server else ()),
        *((REDIS_PASSWORD,) if "redis" in made and _redis_mode(made) != "perTenant" else ()),
        *(SUPERVISOR_PAIR if server.get("supervisor") is not None else ()),
    }
    return SecretUse(frozenset(needed), frozenset(generated - needed))


def _section(data: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    for key in keys:
        inner = data.get(key)
        data = inner if isinstance(inner, Mapping) else {}
    return data


def _cuts_gpus(made: Mapping[str, object]) -> bool:
    return "gpu" in made and _section(made, "gpu").get("cdmo", {}) is not None


def _redis_mode(data: Mapping[str, object]) -> object:
    return _section(data, "redis").get("mode", "shared")


def _reads_redis(plain: Mapping[str, object]) -> bool:
    """Whether workers use a Redis that this stack does not make; one of a tenant's own has a generated password."""
    elsewhere = _redis_mode(plain) == "external" or plain.get("scope") == "tenants"
    return "workers" in plain and "redis" in plain and elsewhere and _redis_mode(plain) != "perTenant"


def secret_problems(stack: str, config: Config, environ: Mapping[str, str], sso: Iterable[str]) -> Iterator[Problem]:
    """Find needed secrets that are not there, halves of pairs, unused ones and those that the server would misread."""
    use = secret_use(config, environ, sso)
    yield from _halves_of_the_environment(environ)
    makes_server = "controlPlane" in config and config.get("scope") != "tenants"
    for key in sorted(use.needed - set(config)):
        yield _problem(stack, key, "nothing", f"a secret: {secret_command(key, stack)}")
    for pair in (ROOT_PAIR, SUPERVISOR_PAIR):
        given = [key for key in pair if key in config and key in use.generated and makes_server]
        if len(given) == 1:
            yield _problem(stack, given[0], "one half of a key pair", f"{pair[0]} and {pair[1]} both, or neither")
    yield from _unused(stack, config, use)
    for key in _UNQUOTED:
        if makes_server and config.get(key) is Encrypted.MISREAD:
            yield _problem(stack, key, "a value (not shown) that the server would misread", PLAIN_TEXT)


def _halves_of_the_environment(environ: Mapping[str, str]) -> Iterator[Problem]:
    given = [name for name in (ENV_ACCESS_KEY, ENV_SECRET_KEY) if environ.get(name)]
    if len(given) == 1:
        yield Problem("environment", given[0], "one half of a key pair", f"{ENV_ACCESS_KEY} and {ENV_SECRET_KEY} both")


def _unused(stack: str, config: Config, use: SecretUse) -> Iterator[Problem]:
    """A client secret of a tenant's own provider may outlive its tenant: removing a file needs no second step."""
    used = use.needed | use.generated
    for key in config:
        if is_secret_name(key) and key not in used and not key.startswith(sso_client_secret("")):
            missing = sorted(use.needed - set(config))
            meant = nearest(key, missing) if missing else "no such key"
            yield _problem(stack, key, "a secret that nothing here uses", meant)


def _problem(stack: str, key: str, found: str, expected: str) -> Problem:
    return Problem(config_file(stack), f"{NAMESPACE}:{key}", found, expected)
