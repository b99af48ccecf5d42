"""Owns the keys `clearml:*` of a stack's configuration: which exist, which are secret, what the environment overrides.

Plain data in, `StackKeys` out; it must not import Pulumi, so that the command line reads the same keys.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from enum import Enum
from typing import Final

from pydantic import ValidationError

from settings.api import HOST, parse_host
from settings.expect import Context
from settings.explain import explain, nearest
from settings.platform import StackKeys
from settings.problems import Problem, SettingsError, shown
from settings.secret_names import (
    ACCESS_KEY,
    ENV_ACCESS_KEY,
    ENV_HOST,
    ENV_SECRET_KEY,
    NAMESPACE,
    SECRET_KEY,
    is_secret_name,
    secret_command,
    sso_client_secret,
)

_STRUCTURED = ("api", "tenantDefaults", "extraFeatures")
_PLAIN = ("api", "extraFeatures", "scope", "tenantDefaults")


class Encrypted(Enum):
    """Stands in for the value of an encrypted key: settings need to know that it is there, never what it is."""

    VALUE = "[secret]"


ENCRYPTED: Final = Encrypted.VALUE
Config = Mapping[str, object]


def structured(config: Config) -> dict[str, object]:
    """Return the plain keys with their structures parsed: Pulumi hands mappings and lists over as JSON text."""
    return {key: _parsed(value) if key in _STRUCTURED else value for key, value in config.items() if key in _PLAIN}


def _parsed(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def key_problems(stack: str, config: Config) -> Iterator[Problem]:
    """Find keys that do not exist, plain keys that are encrypted, and secrets that are not."""
    for key, value in config.items():
        file, path = config_file(stack), f"{NAMESPACE}:{key}"
        if is_secret_name(key) and value is not ENCRYPTED:
            yield Problem(file, path, "a secret in clear", f"a new secret, encrypted: {secret_command(key, stack)}")
        elif key in _PLAIN and value is ENCRYPTED:
            yield Problem(file, path, "an encrypted value", "a plain value; secrets have keys of their own")
        elif key not in _PLAIN and not is_secret_name(key):
            yield Problem(file, path, "an unknown key", nearest(key, (*_PLAIN, ACCESS_KEY, SECRET_KEY)))


def missing_secrets(stack: str, config: Config, environ: Mapping[str, str], sso: Iterable[str]) -> Iterator[Problem]:
    """Find required secrets that are not there; `sso` names the tenants that have an identity provider."""
    given = [name for name in (ENV_ACCESS_KEY, ENV_SECRET_KEY) if environ.get(name)]
    if len(given) == 1:
        yield Problem("environment", given[0], "one half of a key pair", f"{ENV_ACCESS_KEY} and {ENV_SECRET_KEY} both")
    needed = [] if len(given) == 2 else [ACCESS_KEY, SECRET_KEY]
    for key in [*needed, *(sso_client_secret(slug) for slug in sso)]:
        if key not in config:
            expected = f"a secret: {secret_command(key, stack)}"
            yield Problem(config_file(stack), f"{NAMESPACE}:{key}", "nothing", expected)


def stack_keys(stack: str, config: Config, environ: Mapping[str, str], extra: frozenset[str]) -> StackKeys:
    """Validate the plain keys; `CLEARML_API_HOST` replaces `api.host`. Raises SettingsError with all problems."""
    host = environ.get(ENV_HOST)
    if host and parse_host(host) is None:
        raise SettingsError(Problem("environment", ENV_HOST, shown(host, ""), HOST))
    plain = structured({key: value for key, value in config.items() if value is not ENCRYPTED})
    api = plain.setdefault("api", {})
    if host and isinstance(api, Mapping):
        plain["api"] = {**api, "host": host}
    try:
        return StackKeys.model_validate(plain, by_alias=True, by_name=False, context=Context(None, extra))
    except ValidationError as error:
        problems = explain(error, StackKeys, config_file(stack), prefix=f"{NAMESPACE}:")
        raise SettingsError(*(_blame_environment(problem) if host else problem for problem in problems)) from None


def _blame_environment(problem: Problem) -> Problem:
    from_environment = problem.path == f"{NAMESPACE}:api.host"
    return replace(problem, file="environment", path=ENV_HOST) if from_environment else problem


def config_file(stack: str) -> str:
    """The file that holds a stack's configuration."""
    return f"Pulumi.{stack}.yaml"
