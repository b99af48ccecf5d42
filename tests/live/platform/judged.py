"""Tenants with workers under the policy pack: as they are they pass, and what would open or lose them does not."""

from tests.live.platform.tenants import TenantSite
from tests.live.policy_pack import violations, with_pack

WORKERS = {"quota": {"gpuUnits": 0.5, "pods": 2}, "queues": {"default": {"fraction": 0.25}}}


def judged(site: TenantSite) -> None:
    """Preview the stack as it is, then with a namespace that moves and without isolation; the files are restored."""
    unchanged = site.preview(*with_pack()).succeeded()
    assert (unchanged.steps, violations(unchanged)) == (set(), [])

    site.write("initech", workers=WORKERS | {"namespace": "elsewhere"})
    site.configure({"clearml:isolation": {"enabled": False}})
    found = violations(site.preview(*with_pack()).failed())
    site.write("initech", workers=WORKERS)
    site.without("isolation")

    assert {level for level, _ in found} == {"mandatory"}
    [moved] = [text for _, text in found if "is replaced" in text]
    assert "tenant initech: namespace initech is replaced and loses its pods and volumes: metadata.name" in moved
    opened = [text for _, text in found if "no network policy limits connections" in text]
    assert len(opened) == 6
    assert len(found) == 7
