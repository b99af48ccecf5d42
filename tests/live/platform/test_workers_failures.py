"""Tenants that conflict, fail or are protected do not affect other tenants."""

import re

import pytest

from tests.live.platform.tenants import AGENT, GATEWAY, TenantSite, sessions
from tests.live.tenants.run import Run

pytestmark = pytest.mark.engine


def test_conflicting_tenants_are_refused_before_anything_is_made(tenants: TenantSite) -> None:
    site = tenants
    site.acme()
    site.write("globex", workers={"namespace": "acme", "sessions": sessions(1)})
    site.write("initech", workers={"gateway": {"host": "acme.apps.clearml.example"}, "sessions": sessions(1)})
    assert [without_lines(line) for line in refusals(site.up())] == [
        "tenants/test/globex.yaml: workers.namespace: found 'acme', which tenants/test/acme.yaml has too "
        "(the file's name), expected a namespace that no other tenant has in this cluster",
        "tenants/test/initech.yaml: workers.gateway.host: found 'acme.apps.clearml.example', which "
        "tenants/test/acme.yaml has too (workers.gateway.host), expected a host that no other tenant has",
        "tenants/test/initech.yaml: workers.sessions.slot: found ports 30010-30019, which "
        "tenants/test/globex.yaml overlaps with 30010-30019 (workers.sessions.slot), "
        "expected a slot that no other tenant has",
    ]

    site.write("globex")
    site.write("initech")
    site.kube.kubectl("create", "namespace", "initech")
    [line] = refusals(site.up())
    assert line.startswith(
        "namespace initech exists and does not belong to this stack (no label clearml-platform/stack): "
    )
    site.kube.kubectl("delete", "namespace", "initech")
    assert site.namespaces() == set()


def test_a_failing_tenant_delays_no_other_and_recovers(tenants: TenantSite) -> None:
    """Without `--continue-on-error`, and although the API server refuses the agent at once."""
    site = tenants
    site.acme()
    site.write("globex", workers={"agentValues": {"agentk8sglue": {"nodeSelector": {"not a label": "x"}}}})
    site.write("initech")
    failed = site.up().failed()
    assert blamed(failed) == {"globex/agent"}
    assert {("create", "RunningGuard", "acme"), ("create", "RunningGuard", "initech")} <= failed.steps
    assert site.workers("acme").ready() == {AGENT: 1, GATEWAY: 1}
    assert site.workers("globex").ready() == {}

    pods = site.workers("acme").pods()
    site.write("globex")
    steps = site.up().succeeded().steps
    assert ("create", "Release", "globex/agent") in steps
    assert site.workers("globex").ready() == {AGENT: 1}
    assert site.workers("acme").pods() == pods
    assert site.preview().succeeded().steps == set()


def test_a_charts_own_error_names_the_setting_that_corrects_it(tenants: TenantSite) -> None:
    """The stand-in reads no Secret of the gateway's key pair, like a chart whose only form is the documented one."""
    site = tenants
    site.settings("workers", gateway={"credentials": "secret"})
    site.acme()
    failed = site.up("--continue-on-error").failed()
    assert "clearml.apiKey is required" in failed.messages()
    (line,) = [one for one in failed.messages().splitlines() if "its chart wants the key pair" in one]
    assert f"release acme/{GATEWAY}: " in line
    assert "set clearml:workers.gateway.credentials: apiKey; then run `pulumi up` again" in line

    site.settings("workers", gateway={"credentials": "apiKey"})
    site.up().succeeded()
    assert site.workers("acme").ready() == {AGENT: 1, GATEWAY: 1}


def test_a_protected_tenant_stays_whole_when_its_file_is_gone(tenants: TenantSite) -> None:
    site = tenants
    site.acme(deletion="protect")
    site.up().succeeded()
    before = site.workers("acme").pods()
    site.remove("acme")
    refused = site.up("--continue-on-error").failed()
    assert "tenant acme is protected" in "\n".join(refused.problems())
    assert refused.steps == set()
    assert site.workers("acme").pods() == before
    stopped = site.destroy().failed()
    empty = ("delete", "GpuStack", "gpu")  # an empty component, on which nothing can depend
    assert stopped.steps - {empty} == {("delete", "TenantRegister", "protected")}
    assert site.workers("acme").pods() == before
    site.acme()
    site.up().succeeded()


def refusals(run: Run) -> list[str]:
    """The problems that the user sees, one per line, sorted; the run must do nothing else."""
    assert run.failed().steps == set()
    lines = (line for problem in run.problems() for line in problem.splitlines())
    return sorted(line for line in lines if line.startswith(("tenants/", "namespace ")))


def without_lines(problem: str) -> str:
    """The problem without line numbers, which depend on how the files are written."""
    return re.sub(r" in line \d+|(?<=\.yaml):\d+", "", problem)


def blamed(run: Run) -> set[str]:
    """The resources that have an error in the output."""
    diagnostics = [event["diagnosticEvent"] for event in run.events if "diagnosticEvent" in event]
    return {
        one["urn"].rpartition("::")[2]
        for one in diagnostics
        if one["severity"] == "error" and "failed," in one["message"]
    }
