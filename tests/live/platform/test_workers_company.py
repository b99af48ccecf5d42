"""A tenant whose company cannot be created delays only its own workers."""

import pytest

from tests.live.platform.tenants import AGENT, TenantSite

pytestmark = pytest.mark.engine

UNKNOWN = "0" * 32


def test_the_others_get_their_workers(tenants: TenantSite) -> None:
    site = tenants
    site.write("acme", adopt=UNKNOWN)
    site.write("globex")
    refused = site.up("--continue-on-error").failed()
    (problem,) = refused.problems()
    assert UNKNOWN in problem
    assert site.workers("globex").ready() == {AGENT: 1}
    assert site.workers("acme").ready() == {}

    site.write("acme")
    assert {name.split("/")[0] for _, _, name in site.up().succeeded().steps} <= {"acme", "protected"}
    assert site.workers("acme").ready() == {AGENT: 1}
    assert "" not in site.workers("acme").secret("clearml-agent-credentials").values()
