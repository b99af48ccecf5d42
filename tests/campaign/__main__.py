"""Command line: `python -m tests.campaign [--with-workers] --runs 200 --seed 1 [--workers 2] [--only NUMBER]`."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.campaign.campaign import Campaign, carry_out
from tests.campaign.cases import cases
from tests.campaign.cluster_cases import cluster_cases
from tests.campaign.with_workers import carry_out_with_workers


def main() -> int:
    """Print one line per case that was not healed, and the sums. Exit status 1 if anything was lost, or worse."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", type=int, help="number of a single case to repeat")
    parser.add_argument("--with-workers", action="store_true", help="tenants with workers, in one cluster")
    options = parser.parse_args()
    drawn = (cluster_cases if options.with_workers else cases)(options.seed, options.runs)
    chosen = [one for one in drawn if options.only in (None, one.number)]
    campaign, start = Campaign(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="campaign-") as folder:
        place = Path(folder)
        for outcome in (
            carry_out_with_workers(chosen, place) if options.with_workers else carry_out(chosen, place, options.workers)
        ):
            campaign.outcomes.append(outcome)
            if outcome.verdicts or outcome.told:
                print(f"{outcome.case}: {outcome.verdicts or f'told: {outcome.said}'}", flush=True)
    counted = campaign.count()
    print(f"seed {options.seed}, {len(chosen)} runs, {time.monotonic() - start:.0f} s: {dict(counted)}")
    return 0 if counted["healed"] + counted["told"] == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main())
