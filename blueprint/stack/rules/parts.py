"""Owns which parts of the platform a stack may configure at all, before anything about them is checked.

It must not look into a part.
"""

from collections.abc import Iterator

from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem
from blueprint.stack.keys import PARTS, Config

_PLATFORM_ONLY = ("billing", "applications")
"""What tenants' own names and addresses never follow from; the other parts a stack of tenants may describe."""


def part_problems(stack: str, config: Config) -> Iterator[Problem]:
    """Find parts without a cluster, and parts that mean nothing in a stack of tenants alone."""
    file = config_file(stack)
    parts = [part for part in (*PARTS, "clusters") if part in config]
    for part in _PLATFORM_ONLY if config.get("scope") == "tenants" else ():
        if part in config:
            found = f"a part of the platform, while {NAMESPACE}:scope is tenants"
            expected = "it in the platform's own stack, or the scope all"
            yield Problem(file, f"{NAMESPACE}:{part}", found, expected)
    if parts and "cluster" not in config:
        expected = f"the cluster in which to make {', '.join(parts)}, as in {{context: production}}"
        yield Problem(file, f"{NAMESPACE}:cluster", "nothing", expected)
