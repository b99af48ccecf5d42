"""Which stacks the files of a change concern."""

import re
from collections.abc import Iterable
from pathlib import Path

from ci import programs
from ci.fault import StepFailed

WITHOUT_EFFECT = re.compile(r"(docs|tests|bench|examples|sandbox|policy|schemas|\.github|ci|deploy)/|[^/]+\.md$")
"""Files that no `pulumi up` reads."""
OWN = re.compile(r"tenants/([^/]+)/.+|Pulumi\.([^/]+)\.yaml", re.DOTALL)
"""Files of one stack. Anything else, such as the program or its requirements, concerns every stack."""


def changed_stacks(base: str, served: Iterable[str]) -> list[str]:
    """Return the stacks, of those that the workflows serve, that the commits since `base` concern.

    Without a commit before, these are all that have a file. StepFailed if git does not know `base`,
    or if the file of a stack is gone.
    """
    names = [name for name in served if Path(f"Pulumi.{name}.yaml").exists()]
    if base == programs.NO_COMMIT:
        return sorted(names)
    paths = changed_files(base)
    lost = sorted(name for name in served if f"Pulumi.{name}.yaml" in paths and name not in names)
    if lost:
        raise StepFailed(
            f"stack {lost[0]} loses its settings; run `pulumi destroy` for it by hand, then take its name out of STACKS"
        )
    return sorted(stacks_of(paths, names))


def changed_files(base: str) -> list[str]:
    """Return the paths that differ; a renamed file counts by its old and its new path."""
    listed = programs.output("git", "diff", "--name-only", "--no-renames", "-z", f"{base}...HEAD", "--")
    return [path for path in listed.split("\0") if path]


def stacks_of(paths: Iterable[str], names: Iterable[str]) -> set[str]:
    """Return which of the stacks the paths concern."""
    every, concerned = set(names), set[str]()
    for path in paths:
        own = OWN.fullmatch(path)
        if own:
            concerned.add(own[1] or own[2])
        elif not WITHOUT_EFFECT.match(path):
            return every
    return every & concerned
