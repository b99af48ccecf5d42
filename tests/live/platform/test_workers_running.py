"""Removal of a tenant with running tasks: agent, namespace and key pairs stay until the tasks have ended."""

import pytest

from tests.live.platform.tenants import AGENT, PLATFORM, TenantSite
from tests.live.tenants.holdings import NOTHING, holdings
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine


def test_running_tasks_keep_the_workers(tenants: TenantSite, server: Simulator) -> None:
    site = tenants
    site.write("acme")
    site.up().succeeded()
    company = site.outputs()["tenants"]["acme"]["companyId"]
    pods, held = site.workers("acme").pods(), holdings(server, "Acme")

    site.remove("acme")
    server.set_running(company, tasks=1)
    (problem, *_) = site.up().failed().problems()
    assert problem.startswith("tenant acme: could not delete the tenant's workers: tasks are running, such as ")
    assert (site.workers("acme").pods(), site.workers("acme").ready()) == (pods, {AGENT: 1})
    assert holdings(server, "Acme") == held

    server.set_running(company, tasks=0)
    site.up().succeeded()
    assert site.namespaces() == PLATFORM
    assert holdings(server, "Acme") == NOTHING
