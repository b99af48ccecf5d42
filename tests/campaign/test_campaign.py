"""The short form of the campaign: twelve disturbed commands, each completed by the next `pulumi up`."""

from pathlib import Path

import pytest

from tests.campaign import cluster_cases
from tests.campaign.campaign import Campaign, carry_out
from tests.campaign.cases import VICTIMS, cases

pytestmark = pytest.mark.engine

RUNS, SEED = 12, 1


def test_the_next_run_completes_what_was_disturbed(tmp_path: Path) -> None:
    campaign = Campaign(list(carry_out(cases(SEED, RUNS), tmp_path, workers=1)))
    wrong = [f"{outcome.case}: {outcome.verdicts}" for outcome in campaign.outcomes if outcome.verdicts]
    assert wrong == []
    assert len(campaign.outcomes) == RUNS


def test_a_seed_repeats_its_cases_and_few_runs_have_every_victim() -> None:
    assert cases(7, 40) == cases(7, 40)
    assert cases(7, 40) != cases(8, 40)
    assert {one.victim for one in cases(7, 50)} == {None, *VICTIMS}


def test_twenty_cases_with_workers_have_every_victim_and_command() -> None:
    drawn = cluster_cases.cluster_cases(1, 24)
    assert drawn == cluster_cases.cluster_cases(1, 24)
    assert {one.victim for one in drawn} == {None, *cluster_cases.VICTIMS}
    assert {one.command for one in drawn} == set(cluster_cases.COMMANDS)
