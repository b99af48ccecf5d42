"""Carries out the cases of a campaign, several at a time, and sums up what came of them."""

import shutil
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from tests.campaign.cases import Case
from tests.campaign.disturb import Stuck, disturb
from tests.campaign.judge import KINDS, Verdict, judge
from tests.campaign.site import REMOVED, Site
from tests.live.tenants.stack import Stack

REFRESH = "pulumi up --refresh"


@dataclass(frozen=True)
class Outcome:
    """What came of a case. `told`: the plain run failed and named `pulumi up --refresh`, which then helped."""

    case: Case
    verdicts: tuple[Verdict, ...] = ()
    told: bool = False
    seconds: float = 0.0
    said: str = ""
    """The problems of the plain run."""


@dataclass
class Campaign:
    """All outcomes so far."""

    outcomes: list[Outcome] = field(default_factory=list)

    def count(self) -> Counter[str]:
        """Runs with each kind of verdict, those that were told to refresh, and those without any."""
        counted = Counter(dict.fromkeys((*KINDS, "told", "healed"), 0))
        for outcome in self.outcomes:
            counted.update({kind for kind, _ in outcome.verdicts})
            counted["told"] += outcome.told and not outcome.verdicts
            counted["healed"] += not outcome.told and not outcome.verdicts
        return counted


def carry_out(cases: Iterable[Case], folder: Path, workers: int) -> Iterator[Outcome]:
    """The outcome of each case, in the order in which they end. Each worker has its own server and stack."""
    sites: SimpleQueue[Site] = SimpleQueue()
    for number in range(workers):
        sites.put(Site(folder / f"worker-{number}"))

    def one(case: Case) -> Outcome:
        site = sites.get()
        try:
            return run_case(case, site)
        finally:
            sites.put(site)

    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(one, case) for case in cases]:
            yield future.result()


def run_case(case: Case, site: Site) -> Outcome:
    """Disturb the case's command, run `pulumi up`, and judge."""
    place, start = site.folder / f"case-{case.number}", time.monotonic()
    with site.opened("empty" if case.command == "up" else "whole", place) as (stack, server):
        if case.command in ("removal", "restored"):
            content = (stack.tenants / f"{REMOVED}.yaml").read_text()
            stack.remove(REMOVED)
        try:
            text = disturb(case, stack, server, site.clean)
            if case.command == "restored":
                (stack.tenants / f"{REMOVED}.yaml").write_text(content)
            stack.pulumi("cancel", "--yes", check=False)
            told, said, more = recover(stack)
            verdicts = tuple(judge(case, stack, server, site.clean, text + more))
        except Stuck as error:
            return Outcome(case, (("stuck", str(error)),), seconds=time.monotonic() - start)
        except StillFailing as error:
            return Outcome(case, (("stuck", str(error)),), seconds=time.monotonic() - start)
    shutil.rmtree(place)
    return Outcome(case, verdicts, told, time.monotonic() - start, said)


class StillFailing(Exception):
    """The following run fails and names no way out, or the way out does not help."""


def recover(stack: Stack) -> tuple[bool, str, str]:
    """A plain `pulumi up`, or `--refresh` if the plain one says so. Raises StillFailing."""
    plain = stack.up()
    if plain.code == 0:
        return False, "", plain.text
    said = " | ".join(plain.problems())
    if REFRESH not in said:
        raise StillFailing(f"`pulumi up` fails: {said or plain.text[-500:]}")
    refreshed = stack.up("--refresh")
    if refreshed.code != 0:
        raise StillFailing(f"`{REFRESH}` fails: {' | '.join(refreshed.problems())}; before: {said}")
    return True, said, plain.text + refreshed.text
