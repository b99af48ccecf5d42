"""The cost of tenants with workers is computed from the engine's events and states, and compared with the targets."""

import dataclasses
import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.machine import Machine
from bench.process import BenchError, run
from bench.results import BenchRun
from bench.state import per_tenant, size
from bench.tenant import QUEUES, BenchTenant
from bench.workers.results import WorkersReport, WorkersRun
from bench.workers.shares import CLEARML, ENGINE, HELM, KUBERNETES, ResourceStep, part_of, shares, steps
from bench.workers.stack import QUEUES as WORKER_QUEUES
from bench.workers.stack import tenant_file
from bench.workers.table import markdown
from bench.workers.targets import verdicts
from blueprint.settings.tenant.tenant import TenantFile

RELEASE, SECRET, COMPANY = "kubernetes:helm.sh/v3:Release", "kubernetes:core/v1:Secret", "pulumi-python:dynamic:Company"
SHARES = {HELM: 0.5, KUBERNETES: 0.1, CLEARML: 0.1, ENGINE: 0.3}
MANY = WorkersRun(
    tenants=30,
    platform=8.0,
    up=60.0,
    up_shares=SHARES,
    preview=20.0,
    added=15.0,
    added_shares=SHARES,
    resources=815,
    resources_per_tenant=26.0,
    state_per_tenant=60_000,
    state_by_type={RELEASE: 40_000, SECRET: 15_000},
)
FEW = dataclasses.replace(MANY, tenants=3, added=10.0)


def _report(many: WorkersRun) -> WorkersReport:
    machine = Machine(system="Linux", processor="a processor", cores=2, memory=2**33, versions={"Python": "3.11"})
    date = datetime.date(2030, 1, 2)
    bench_run = BenchRun(machine=machine, date=date, command="python -m bench workers", load=0.25)
    return WorkersReport(run=bench_run, mode="default", few=FEW, many=many)


def _event(kind: str, operation: str, type_: str, name: str = "one") -> str:
    return json.dumps({kind: {"metadata": {"op": operation, "type": type_, "urn": f"urn::{type_}::{name}"}}})


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        (RELEASE, HELM),
        (SECRET, KUBERNETES),
        ("pulumi-python:dynamic/clearml:Queue", CLEARML),
        ("clearml:tenant:Workers", ENGINE),
        ("pulumi:providers:kubernetes", ENGINE),
    ],
)
def test_the_type_of_a_resource_names_the_program_at_work(kind: str, part: str) -> None:
    assert part_of(kind) == part


def test_steps_are_what_changed_between_its_two_events() -> None:
    lines = [
        (1.0, "not an event\n"),
        (1.0, _event("resourcePreEvent", "create", RELEASE)),
        (1.5, _event("resourcePreEvent", "same", SECRET)),
        (1.6, _event("resOutputsEvent", "same", SECRET)),
        (2.0, _event("resourcePreEvent", "update", COMPANY)),
        (2.5, _event("resOutputsEvent", "update", COMPANY)),
        (4.0, _event("resOutputsEvent", "create", RELEASE)),
        (4.5, _event("resourcePreEvent", "create", "clearml:tenant:Workers")),
        (5.0, _event("resOutputsEvent", "create", "clearml:tenant:Workers")),
    ]
    assert list(steps(lines)) == [ResourceStep(CLEARML, 2.0, 2.5), ResourceStep(HELM, 1.0, 4.0)]


def test_time_belongs_to_the_programs_at_work_or_else_to_the_engine() -> None:
    running = [
        ResourceStep(HELM, 2, 6),
        ResourceStep(HELM, 2, 4),
        ResourceStep(CLEARML, 3, 4),
        ResourceStep(KUBERNETES, 8, 9),
    ]
    result = shares(running, 10)
    assert result == pytest.approx({HELM: (1 + 2 / 3 + 2) / 10, CLEARML: 1 / 30, KUBERNETES: 0.1, ENGINE: 0.5})
    assert sum(result.values()) == pytest.approx(1)


def test_time_of_a_run_without_changes_belongs_to_the_engine() -> None:
    assert shares([], 3) == {HELM: 0, KUBERNETES: 0, CLEARML: 0, ENGINE: 1}


def test_a_tenants_state_is_what_it_adds_the_largest_type_first() -> None:
    def deployment(*resources: dict[str, Any]) -> dict[str, Any]:
        return {"resources": list(resources)}

    server, release = {"type": RELEASE, "id": "server"}, {"type": RELEASE, "id": "agent", "inputs": "x" * 100}
    secret = {"type": SECRET}
    sizes = per_tenant(deployment(server, secret, release, secret, release), deployment(server), 2)
    assert sizes == {RELEASE: size(release), SECRET: size(secret)}
    assert list(sizes) == [RELEASE, SECRET]


def test_each_target_is_met_at_its_limit() -> None:
    assert [verdict.met for verdict in verdicts(_report(MANY))] == [True, True, True]


@pytest.mark.parametrize(
    ("worse", "missed"),
    [
        ({"added": 15.1}, "one added to 30 ÷ one added to 3"),
        ({"preview": 20.1}, "no-op preview"),
        ({"state_per_tenant": 60_001}, "state per tenant"),
    ],
)
def test_each_target_is_missed_just_beyond_its_limit(worse: dict[str, float], missed: str) -> None:
    many = dataclasses.replace(MANY, **worse)  # type: ignore[arg-type]  # of a mapping
    assert [verdict.target for verdict in verdicts(_report(many)) if not verdict.met] == [missed]


def test_the_tables_show_times_shares_and_state() -> None:
    text = markdown(_report(dataclasses.replace(MANY, preview=21.0)))
    assert "| no-op preview | 30 | ≤ 20 s | 21.00 s | **missed** |" in text
    assert "| 30 | 8.0 s | 60.0 s | 2.0 s | 15.0 s | 21.0 s |" in text
    assert "| one added to 3 | 50% | 10% | 10% | 30% |" in text
    assert "| 30 | 815 | 26 | 60.0 kB |" in text
    assert "| `kubernetes:helm.sh/v3:Release` | 40.0 kB |" in text
    assert "| all others | 5.0 kB |" in text


def test_the_tenant_file_is_one_of_our_program() -> None:
    whole = TenantFile.model_validate(dict(tenant_file(BenchTenant(7))))
    assert set(whole.workers.queues) == set(QUEUES) == set(WORKER_QUEUES)
    assert whole.workers.gateway is not None
    assert whole.workers.gateway.host.startswith("tenant-0007.")


def test_lines_are_stamped_as_they_come(tmp_path: Path) -> None:
    slow = "import time; print('first', flush=True); time.sleep(0.4); print('second')"
    result = run([sys.executable, "-c", slow], cwd=tmp_path, environ=os.environ, stamp=True)
    (first, one), (second, two) = result.lines
    assert (one + two, result.text) == ("first\nsecond\n", "first\nsecond\n")
    assert 0 < first <= second - 0.4 < second < result.seconds


def test_a_failed_engine_is_quoted_with_its_messages(tmp_path: Path) -> None:
    event = json.dumps({"diagnosticEvent": {"message": "no such chart"}})
    script = f"print({event!r}); print('{{}}'); exit(1)"
    with pytest.raises(BenchError, match=r"ended with 1:\nno such chart$"):
        run([sys.executable, "-c", script], cwd=tmp_path, environ=os.environ, stamp=True)
