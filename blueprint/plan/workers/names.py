"""Checks that the agent's chart can carry the names of queues.

The agent's image takes the names as words of a shell variable (entrypoint of clearml-agent's docker/k8s-glue), and the
Enterprise chart 5.0.1 joins them by blanks. The newest Enterprise chart is not public.
"""

import re
from collections.abc import Iterable, Iterator

from blueprint.plan.workers.paths import queue_path
from blueprint.settings.checking.problems import Problem, shown

_SEPARATORS = re.compile(r"[\s,:;|&<>()\[\]{}*?#!~$`'\"\\]")
"""What separates words or names, or what a shell or a template would expand."""
_NO_TEXT = re.compile(r"-.*|true|false|yes|off|null|[+]?[\d._]+(?:e[-+]?\d+)?|0x[0-9a-f]+", re.IGNORECASE)
"""What a command line reads as an option, or YAML as a number, a switch or nothing: charts do not quote names."""
_USUAL = re.compile(r"[\w.-]+", re.ASCII)


def name_problems(file: str, names: Iterable[str]) -> Iterator[Problem]:
    """Find names that the chart would split or change; an agent would then listen to other queues."""
    for name in names:
        if _SEPARATORS.search(name) or _NO_TEXT.fullmatch(name):
            expected = "no number, and no blanks, commas, colons or signs of a shell; displayName takes any text"
            yield Problem(file, queue_path(name), f"{shown(name, '')}, which the agent's chart cannot carry", expected)


def name_warnings(file: str, names: Iterable[str]) -> Iterator[str]:
    """Name queues with other unusual characters, with which no chart was tried."""
    for name in names:
        if not _USUAL.fullmatch(name):
            path = queue_path(name)
            yield f"{file}: {path}: agents may not find a queue with special characters; displayName takes any text"
