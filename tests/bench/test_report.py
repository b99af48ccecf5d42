"""The page shows what was measured, what was not, and whether each target was met."""

import dataclasses
import datetime

import pytest

from bench.machine import Machine
from bench.modes import BULK, DEFAULT
from bench.page import END, begin_of, replaced
from bench.process import BenchError
from bench.results import AccountsReport, BenchRun, Comparison, EngineRun
from bench.table import markdown
from bench.targets import verdicts

BEGIN = begin_of("accounts")
RUN = EngineRun(
    mode=BULK.name,
    tenants=50,
    resources=500,
    calls=1300,
    up=6.0,
    floor=3.0,
    preview=3.0,
    changed=3.1,
    added=3.2,
    destroy=4.0,
    state_per_tenant=15_900,
    memory={"plugin": 80_000_000},
)
OTHERS = Comparison(curl=15.0, ansible=270.0)
MACHINE = Machine(system="Linux", processor="a processor", cores=2, memory=8 * 2**30, versions={"Python": "3.11"})


BENCH = BenchRun(machine=MACHINE, date=datetime.date(2030, 1, 2), command="python -m bench", load=0.25)


def _report(run: EngineRun, others: Comparison | None = OTHERS) -> AccountsReport:
    return AccountsReport(run=BENCH, engine=(run,), comparisons={} if others is None else {50: others})


def _judged(report: AccountsReport) -> dict[str, bool]:
    return {verdict.target: verdict.met for verdict in verdicts(report)}


def test_a_good_run_meets_every_target() -> None:
    judged = _judged(_report(RUN))
    assert len(judged) == 6
    assert all(judged.values())


@pytest.mark.parametrize(
    ("worse", "missed"),
    [
        ({"up": 6.61, "floor": 3.0}, {"up ÷ floor"}),
        ({"preview": 3.01}, {"no-op preview per resource"}),
        ({"state_per_tenant": 16_001}, {"state per tenant"}),
        ({"memory": {"plugin": 150_000_001}}, {"plugin memory"}),
        ({"up": 7.51, "floor": 7.0}, {"curl ÷ up"}),
        ({"up": 54.1, "floor": 50.0}, {"curl ÷ up", "Ansible ÷ up"}),
    ],
)
def test_each_target_is_missed_just_beyond_its_limit(worse: dict[str, object], missed: set[str]) -> None:
    judged = _judged(_report(dataclasses.replace(RUN, **worse)))  # type: ignore[arg-type]  # of a mapping
    assert {target for target, met in judged.items() if not met} == missed


def test_the_limit_for_many_tenants_is_another() -> None:
    many = dataclasses.replace(RUN, tenants=200, up=7.4, floor=3.0)
    (verdict,) = [v for v in verdicts(_report(many)) if v.target == "up ÷ floor"]
    assert (verdict.limit, verdict.met) == ("≤ 2.5", True)


def test_only_bulk_mode_is_judged_and_only_what_was_measured() -> None:
    assert _judged(_report(dataclasses.replace(RUN, mode=DEFAULT.name))) == {}
    bare = _report(dataclasses.replace(RUN, memory={}), others=None)
    assert set(_judged(bare)) == {"up ÷ floor", "no-op preview per resource", "state per tenant"}


def test_the_tables_show_times_and_ratios_and_a_dash_for_the_rest() -> None:
    text = markdown(_report(RUN))
    assert "| 50 | bulk | 1,300 | 6.0 s | 3.0 s | 2.0 | 15.0 s | 2.5 | 270.0 s | 45.0 |" in text
    assert "| 50 | bulk | 500 | 3.0 s | 6.0 ms | 3.1 s | 3.2 s | 4.0 s |" in text
    assert "| 50 | bulk | 15.9 kB | 80 MB | - | - |" in text
    assert "load average at the start 0.25" in text
    assert "| 50 | bulk | 1,300 | 6.0 s | 3.0 s | 2.0 | - | - | - | - |" in markdown(_report(RUN, others=None))


def test_the_version_of_a_further_program_is_named() -> None:
    report = dataclasses.replace(_report(RUN), run=BENCH.with_version("ansible-core", "2.19"))
    assert "Python 3.11, ansible-core 2.19;" in markdown(report)


def test_a_missed_target_stands_out() -> None:
    missed = markdown(_report(dataclasses.replace(RUN, preview=5.0)))
    assert "| no-op preview per resource | 50 | ≤ 6 ms | 10.00 ms | **missed** |" in missed


def test_only_the_part_between_the_markers_is_replaced() -> None:
    page = f"# Title\n\n{BEGIN}\nold\n{END}\n\nafter\n"
    assert replaced(page, BEGIN, "new\n") == f"# Title\n\n{BEGIN}\n\nnew\n\n{END}\n\nafter\n"
    assert replaced(replaced(page, BEGIN, "one"), BEGIN, "two") == replaced(page, BEGIN, "two")


def test_another_part_of_the_page_is_left_alone() -> None:
    other = f"{begin_of('workers')}\n\ntheirs\n\n{END}\n"
    assert replaced(f"{BEGIN}\nold\n{END}\n{other}", BEGIN, "new") == f"{BEGIN}\n\nnew\n\n{END}\n{other}"


@pytest.mark.parametrize("page", ["no markers", f"{BEGIN} only", f"{END} before {BEGIN}"])
def test_a_page_without_markers_is_refused(page: str) -> None:
    with pytest.raises(BenchError, match=r"benchmarks\.md lacks the line"):
        replaced(page, BEGIN, "new")
