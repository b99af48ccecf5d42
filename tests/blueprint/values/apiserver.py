"""How the server comes to its settings: Kubernetes' environment, then the reader of the open server.

The reader does what clearml-server's apiserver/config/basic.py does, with the same parser (pyhocon).
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyhocon import ConfigFactory, ConfigTree

PREFIXES = ("TRAINS__", "CLEARML__")


def container_environment(env: Iterable[Mapping[str, Any]], secrets: Mapping[str, str]) -> dict[str, str]:
    """What a container finds in its environment; `secrets` is the content of the Secret that `env` refers to."""
    return {one["name"]: _expanded(one["value"]) if "value" in one else _from(one, secrets) for one in env}


def _expanded(value: str) -> str:
    """Kubernetes turns `$$` into `$` and `$(NAME)` into the value of another variable."""
    return re.sub(r"\$(?:(\$)|\([^)]*\))", lambda found: found[1] or "ANOTHER", value)


def _from(one: Mapping[str, Any], secrets: Mapping[str, str]) -> str:
    return secrets[one["valueFrom"]["secretKeyRef"]["key"]]


def settings(environment: Mapping[str, str]) -> ConfigTree:
    """What the server makes of its environment; raises what the parser raises, which ends the server."""
    tree = ConfigTree()
    for prefix in PREFIXES:
        for name in sorted(name for name in environment if name.startswith(prefix)):
            path = name.removeprefix(prefix).replace("__", ".").lower()
            tree = ConfigTree.merge_configs(tree, ConfigFactory.parse_string(f"{path}: {environment[name]}"))
    return tree


def leaves(tree: Any, path: str = "") -> dict[str, Any]:
    """Path → value of everything in the tree."""
    if not isinstance(tree, Mapping):
        return {path: tree}
    below = (leaves(value, f"{path}.{key}" if path else key) for key, value in tree.items())
    return {key: value for part in below for key, value in part.items()}
