"""The cases of a campaign, drawn from a seed: which command is disturbed, by what, and when."""

from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

COMMANDS = ("up", "refresh", "destroy", "removal", "restored")
"""`removal` is `pulumi up` after a tenant's file was removed; for `restored`, the file is back in the following run."""
VICTIMS = ("engine", "session", "language", "plugin", "simulator")
FAULTS = (
    "refuse",
    "disconnect",
    "reset_after_write",
    "slow",
    "status",
    "error500",
    "unauthorized",
    "html200",
    "truncated",
    "null_data",
)

Disturbance = tuple[str, str | None, str | None]
"""Command, victim, fault."""


@dataclass(frozen=True)
class Case:
    """One disturbed command.

    `number` repeats it together with the seed. `victim` is killed when the fraction `moment` of the command's calls has
    been made; without a victim, the server fails at that call in the way of `fault`.
    """

    number: int
    command: str
    victim: str | None
    fault: str | None
    moment: float

    def __str__(self) -> str:
        what = f"kill {self.victim}" if self.victim else f"fault {self.fault}"
        return f"{self.number}: {self.command}, {what} at {self.moment:.2f}"


def cases(seed: int, runs: int) -> list[Case]:
    """Kills and faults in turn, so that even few runs contain every victim, and then every pair with a command."""
    random = Random(seed)  # noqa: S311 - repeatable on purpose
    kills = _shuffled(random, [(command, victim, None) for victim in VICTIMS for command in COMMANDS])
    faults = _shuffled(random, [(command, None, fault) for fault in FAULTS for command in COMMANDS])
    pairs = (pair for both in zip(cycle(kills), cycle(faults), strict=False) for pair in both)
    return [Case(number, *pair, random.random()) for number, pair in enumerate(islice(pairs, runs))]


def _shuffled(random: Random, pairs: list[Disturbance]) -> list[Disturbance]:
    random.shuffle(pairs)
    return pairs
