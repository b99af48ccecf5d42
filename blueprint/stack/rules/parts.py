"""Checks which parts of the platform a stack configures; the parts themselves are checked elsewhere."""

from collections.abc import Iterator

from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem
from blueprint.stack.keys import PARTS, Config

_PLATFORM_ONLY = ("billing", "applications")
"""Parts without effect on tenants; a stack of tenants may describe the others."""


def part_problems(stack: str, config: Config) -> Iterator[Problem]:
    """Find parts without a cluster, and parts without effect in a stack of tenants alone."""
    file = config_file(stack)
    parts = [part for part in (*PARTS, "clusters") if part in config]
    for part in _PLATFORM_ONLY if config.get("scope") == "tenants" else ():
        if part in config:
            found = f"a part of the platform, while {NAMESPACE}:scope is tenants"
            expected = "this part in the platform's stack, or the scope all"
            yield Problem(file, f"{NAMESPACE}:{part}", found, expected)
    if parts and "cluster" not in config:
        expected = f"the cluster in which to make {', '.join(parts)}, as in {{context: production}}"
        yield Problem(file, f"{NAMESPACE}:cluster", "nothing", expected)
