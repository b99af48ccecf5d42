"""A tenant whose company cannot be made: neither its workers nor anybody else's are held up by more than that."""

import pytest

from tests.live.platform.tenants import AGENT, TenantSite

pytestmark = pytest.mark.engine

NOBODY = "0" * 32


def test_the_others_get_their_workers(tenants: TenantSite) -> None:
    site = tenants
    site.write("acme", adopt=NOBODY)
    site.write("globex")
    refused = site.up("--continue-on-error").failed()
    (problem,) = [one for one in refused.problems() if one != "update failed"]
    assert NOBODY in problem
    assert site.workers("globex").ready() == {AGENT: 1}
    assert site.workers("acme").ready() == {}

    site.write("acme")
    assert {name.split("/")[0] for _, _, name in site.up().succeeded().steps} <= {"acme", "protected"}
    assert site.workers("acme").ready() == {AGENT: 1}
    assert "" not in site.workers("acme").secret("clearml-agent-credentials").values()
