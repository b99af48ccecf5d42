"""Validates the plain keys `clearml:*` of a stack's configuration, and applies what the environment overrides.

Which secrets a stack needs is checked by `blueprint.stack.secret_use`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from enum import Enum
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from blueprint.settings.checking.expect import Context
from blueprint.settings.checking.explain import explain, nearest
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem, SettingsError, shown
from blueprint.settings.platform.api import HOST, parse_host
from blueprint.settings.platform.control_plane import HostsSettings
from blueprint.settings.secrets import CHART_SECRET, SECRETS, is_secret_name
from blueprint.settings.stack import StackKeys
from blueprint.settings.words.secrets import ENV_CONTEXT, ENV_HOST, StackSecret, secret_command

PARTS: Final = ("controlPlane", "gpu", "redis", "billing", "registry", "isolation", "applications", "workers")
"""Keys of the parts that a stack may have in its cluster."""
_STRUCTURED = ("api", "tenantDefaults", "extraFeatures", "approvals", "cluster", "clusters", *PARTS)
_PLAIN = (*_STRUCTURED, "scope")
_PLAIN_VALUE = (
    f"plain values; a secret of a chart is named in chart.secretValues and stored as {CHART_SECRET.key}, and other "
    "secrets have keys of their own"
)


class Encrypted(Enum):
    """Stands in for the value of an encrypted key: checks need its presence, never its value."""

    VALUE = "[secret]"
    MISREAD = "[secret that HOCON reads as another value]"


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


def belongs(key: str, project: str) -> bool:
    """Whether a key `namespace:name` is one of ours, or is meant to be: with the project's name, or a misspelt one.

    `pulumi config set api …` without a namespace takes the project's name, and nothing reads such a key.
    """
    namespace = key.partition(":")[0]
    close = get_close_matches(namespace.casefold(), [NAMESPACE], cutoff=0.8)
    return namespace in (NAMESPACE, project) or bool(close)


def key_problems(stack: str, config: Config) -> Iterator[Problem]:
    """Find keys that do not exist, plain keys that are encrypted, and secrets that are not."""
    for key, value in config.items():
        file, path = config_file(stack), f"{NAMESPACE}:{key}"
        if ":" in key:
            name = key.partition(":")[2]
            expected = f"{NAMESPACE}:{name}: pulumi config rm --stack {stack} {key}, then set it with this namespace"
            yield Problem(file, key, "a key of another namespace, which nothing reads", expected)
        elif is_secret_name(key) and not isinstance(value, Encrypted):
            yield Problem(
                file, path, "a secret in plain text", f"a new secret, encrypted: {secret_command(key, stack)}"
            )
        elif key in _PLAIN and isinstance(value, Encrypted):
            yield Problem(file, path, "an encrypted value", _PLAIN_VALUE)
        elif key not in _PLAIN and not is_secret_name(key):
            secrets = (secret.key for secret in SECRETS if isinstance(secret, StackSecret))
            yield Problem(file, path, "an unknown key", nearest(key, (*_PLAIN, *secrets)))


def stack_keys(stack: str, config: Config, environ: Mapping[str, str], extra: frozenset[str]) -> StackKeys:
    """Validate the plain keys; host and context in the environment win. Raises SettingsError with all problems."""
    host = environ.get(ENV_HOST)
    if host and parse_host(host) is None:
        raise SettingsError(Problem("environment", ENV_HOST, shown(host, ""), HOST))
    plain = structured({key: value for key, value in config.items() if not isinstance(value, Encrypted)})
    _reach(plain, host)
    _point(plain, environ.get(ENV_CONTEXT))
    _trust(plain)
    try:
        return StackKeys.model_validate(plain, by_alias=True, by_name=False, context=Context(None, extra))
    except ValidationError as error:
        problems = explain(error, StackKeys, config_file(stack), prefix=f"{NAMESPACE}:")
        raise SettingsError(*(_blame_environment(problem) if host else problem for problem in problems)) from None


def _reach(plain: dict[str, object], host: str | None) -> None:
    """Fill in the API's host: from the environment, the settings, or the server that this stack makes."""
    api = plain.setdefault("api", {})
    if isinstance(api, Mapping):
        address = host or api.get("host") or _own_host(plain.get("controlPlane"))
        plain["api"] = {**api, "host": address} if address else api


def configured_host(plain: Mapping[str, object]) -> str | None:
    """Address of the API by the configuration alone; None if it has no valid one."""
    host = _at(plain.get("api"), "host") or _own_host(plain.get("controlPlane"))
    return parse_host(host) if isinstance(host, str) else None


def _own_host(control_plane: object) -> str | None:
    """Return the address of the server that this stack makes; invalid parts of it are reported at their own keys."""
    if control_plane is None:
        return None
    domain, hosts = _at(control_plane, "baseDomain"), _at(control_plane, "hosts")
    return parse_host(f"https://{_at(hosts, 'api') or HostsSettings().api}.{domain}") or "https://unknown.invalid"


def _at(section: object, key: str) -> object:
    return section.get(key) if isinstance(section, Mapping) else None


def _point(plain: dict[str, object], context: str | None) -> None:
    """Replace the context by that of the environment, if there is one."""
    cluster = plain.get("cluster")
    if context and isinstance(cluster, Mapping):
        plain["cluster"] = {**cluster, "context": context}


def _trust(plain: dict[str, object]) -> None:
    """Let the program trust the private authority that the cluster's pods trust, unless it has one of its own.

    A path without a file is reported at its own key.
    """
    api, bundle = plain.get("api"), _at(_at(plain.get("cluster"), "certificates"), "bundle")
    if not isinstance(bundle, str) or not Path(bundle).is_file():
        return
    if isinstance(api, Mapping) and api.get("caBundle") is None:
        plain["api"] = {**api, "caBundle": bundle}


def _blame_environment(problem: Problem) -> Problem:
    from_environment = problem.path == f"{NAMESPACE}:api.host"
    return replace(problem, file="environment", path=ENV_HOST) if from_environment else problem
