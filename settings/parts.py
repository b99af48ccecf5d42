"""Owns which parts of the platform a stack may configure at all, before anything about them is checked.

It must not look into a part.
"""

from collections.abc import Iterator

from settings.problems import Problem
from settings.secret_names import NAMESPACE
from settings.stack_keys import PARTS, Config, config_file


def part_problems(stack: str, config: Config) -> Iterator[Problem]:
    """Find parts without a cluster to make them in, and parts of the platform in a stack of tenants alone."""
    parts = [part for part in PARTS if part in config]
    tenants_only = config.get("scope") == "tenants"
    for part in parts if tenants_only else ():
        found = f"a part of the platform, while {NAMESPACE}:scope is tenants"
        expected = "it in the platform's own stack, or the scope all"
        yield Problem(config_file(stack), f"{NAMESPACE}:{part}", found, expected)
    if parts and not tenants_only and "cluster" not in config:
        expected = f"the cluster in which to make {', '.join(parts)}, as in {{context: production}}"
        yield Problem(config_file(stack), f"{NAMESPACE}:cluster", "nothing", expected)
