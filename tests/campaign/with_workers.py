"""Carries out cases with workers: one cluster and one stack, which is whole again after each case."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.campaign.campaign import Outcome, StillFailing, recover
from tests.campaign.cases import Case
from tests.campaign.cluster_judge import judge
from tests.campaign.disturb import LIMIT, Stuck, kill_processes
from tests.live.platform.tenants import TenantSite
from tests.live.tenants.conftest import SUPERVISOR
from tests.live.tenants.stack import Stack, kill
from tests.sandbox.clearml.process import Simulator, simulator
from tests.sandbox.kubernetes.cluster import cluster

ADDED, REMOVED = "initech", "acme"
TIMEOUT = 30
"""Time limit of the tenants' releases, in seconds: the shortest that settings allow."""
KUBERNETES, DYNAMIC = "pulumi-resource-kubernetes", "pulumi.dynamic"
"""Words in the command line of plugins."""


def carry_out_with_workers(cases: list[Case], folder: Path) -> Iterator[Outcome]:
    """The outcome of each case, one after the other. Raises AssertionError if the stack cannot be created."""
    with cluster() as kube, simulator(profile="enterprise", supervisor=SUPERVISOR) as server:
        Stack.blank(folder)
        site = TenantSite(folder, server.url, kube)
        site.store("registryToken")
        for part in ("agent", "gateway"):
            site.settings("workers", **{part: {"chart": {"timeoutSeconds": TIMEOUT}}})
        site.acme()
        site.write("globex")
        site.up().succeeded()
        steps = {command: _clean(command, site) for command in ("up", "destroy", "removal")}
        for case in cases:
            yield _run_case(case, site, server, steps["removal" if case.command == "restored" else case.command])


def _clean(command: str, site: TenantSite) -> int:
    """The number of step events of an undisturbed command; the stack is whole afterwards."""
    lines = _prepare(command, site).communicate(timeout=LIMIT)[0].splitlines()
    _restore(site)
    site.up().succeeded()
    return sum(map(_is_step, lines))


def _run_case(case: Case, site: TenantSite, server: Simulator, steps: int) -> Outcome:
    start, command = time.monotonic(), _prepare(case.command, site)
    try:
        text = _disturb(case, command, server, int(case.moment * steps) + 1)
        site.pulumi("cancel", "--yes", check=False)
        if case.command not in ("up", "removal"):
            _restore(site)
        told, said, more = recover(site)
        verdicts = tuple(judge(case, site, server, text + more))
        _restore(site)
        site.up().succeeded()
    except (Stuck, StillFailing, AssertionError) as error:
        return Outcome(case, (("stuck", str(error)),), seconds=time.monotonic() - start)
    finally:
        kill_processes(command.pid, (KUBERNETES, DYNAMIC))
    return Outcome(case, verdicts, told, time.monotonic() - start, said)


def _prepare(command: str, site: TenantSite) -> "subprocess.Popen[str]":
    """Change the files and start the command."""
    if command == "up":
        site.write(ADDED)
    elif command in ("removal", "restored"):
        site.remove(REMOVED)
    verb = "destroy" if command == "destroy" else "up"
    return site.start(verb, "--yes", "--skip-preview", "--json", PULUMI_ENABLE_STREAMING_JSON_PREVIEW="true")


def _restore(site: TenantSite) -> None:
    """Write the files of a whole stack."""
    site.acme()
    (site.tenants / f"{ADDED}.yaml").unlink(missing_ok=True)


def _disturb(case: Case, command: "subprocess.Popen[str]", server: Simulator, number: int) -> str:
    """Read the output up to the step, disturb the command, and read on to its end. Raises Stuck."""
    assert command.stdout is not None
    lines: list[str] = []
    seen = 0
    for line in command.stdout:
        lines.append(line)
        seen += _is_step(line)
        if seen == number:
            break
    _strike(case, command, server)
    try:
        rest = "" if command.stdout.closed else command.communicate(timeout=LIMIT)[0]
    except subprocess.TimeoutExpired:
        kill(command)
        raise Stuck(f"{case} did not end within {LIMIT} s") from None
    server.clear_faults()
    return "".join(lines) + rest


def _strike(case: Case, command: "subprocess.Popen[str]", server: Simulator) -> None:
    if case.fault is not None:
        server.fault(kind=case.fault, times=100_000)
    elif command.poll() is not None:
        return
    elif case.victim == "session":
        kill(command)
    elif case.victim == "kubernetes":
        kill_processes(command.pid, (KUBERNETES,))
    else:
        os.kill(command.pid, signal.SIGINT if case.victim == "interrupt" else signal.SIGKILL)


def _is_step(line: str) -> bool:
    """Whether a line of `--json` reports that a step began or ended."""
    if not line.startswith("{"):
        return False
    return bool({"resourcePreEvent", "resOutputsEvent"} & json.loads(line).keys())
