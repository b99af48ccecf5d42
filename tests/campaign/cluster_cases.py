"""Cases with workers, drawn from a seed: which command is disturbed, by what, and at which step of the engine."""

from itertools import cycle, islice
from random import Random

from tests.campaign.cases import Case, Disturbance

COMMANDS = ("up", "destroy", "removal", "restored")
"""`up` adds a tenant; `removal` removes one, and for `restored` its file is back in the following run."""
VICTIMS = ("engine", "session", "kubernetes", "interrupt")
"""`kubernetes` is the engine's plugin of that name; `interrupt` is one Ctrl-C."""
FAULTS = ("unauthorized", "error500")
"""Answers of the server to every call from the step on."""


def cluster_cases(seed: int, runs: int) -> list[Case]:
    """Each pair of command and disturbance, in a random order; `moment` is a fraction of the command's steps."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    pairs: list[Disturbance] = [(command, victim, None) for victim in VICTIMS for command in COMMANDS]
    pairs += [(command, None, fault) for fault in FAULTS for command in COMMANDS]
    random.shuffle(pairs)
    return [Case(number, *pair, random.random()) for number, pair in enumerate(islice(cycle(pairs), runs))]
