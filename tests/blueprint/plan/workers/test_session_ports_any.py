"""Ports of tenants' sessions, whatever the slots: inside the cluster's range, nobody's twice, and nobody moves."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from blueprint.plan.workers.place import tenant_place
from blueprint.plan.workers.ports import PortClaim, port_claims, port_problems
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import PortsSettings, TenantGatewaySettings, TenantWorkersSettings

PLATFORM = WorkerPlatformSettings(first_port=30000, last_port=30199)
PORTS = st.builds(PortsSettings, slot=st.integers(0, 22), size=st.integers(1, 12), address=st.just("203.0.113.1"))
GATEWAY = st.builds(TenantGatewaySettings, host=st.just("a.clearml.example"), stream=st.none() | PORTS)
WORKERS = st.builds(TenantWorkersSettings, sessions=st.none() | PORTS, gateway=st.none() | GATEWAY)
TENANTS = st.dictionaries(st.sampled_from("abcdefgh"), WORKERS, max_size=8)
SAME_SIZE = st.lists(st.integers(0, 19), unique=True, max_size=20)


def claims(tenants: dict[str, TenantWorkersSettings]) -> list[PortClaim]:
    """What all tenants take."""
    return [
        claim for file, each in tenants.items() for claim in port_claims(tenant_place(file, file, each, PLATFORM, None))
    ]


def good(claim: PortClaim, others: list[PortClaim]) -> bool:
    """Whether a range is inside the cluster's and has no port of another, found port by port."""
    inside = set(claim.ports) <= set(range(PLATFORM.first_port, PLATFORM.last_port + 1))
    return inside and all(set(claim.ports).isdisjoint(other.ports) for other in others)


@given(TENANTS)
def test_accepted_ranges_never_overlap_and_refused_ones_do(tenants: dict[str, TenantWorkersSettings]) -> None:
    made = claims(tenants)
    problems = list(port_problems(made, PLATFORM))
    pairs = [(a, b) for a, b in itertools.combinations(made, 2) if not set(a.ports).isdisjoint(b.ports)]
    outside = [claim for claim in made if not good(claim, [])]

    assert len(problems) == len(pairs) + len(outside)
    assert (not problems) == all(good(claim, [other for other in made if other is not claim]) for claim in made)


@given(TENANTS, st.data())
def test_no_range_changes_when_a_tenant_goes(tenants: dict[str, TenantWorkersSettings], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(tenants))) if tenants else ""
    left = {file: each for file, each in tenants.items() if file != gone}

    assert claims(left) == [claim for claim in claims(tenants) if claim.file != gone]
    before, after = (len(list(port_problems(claims(each), PLATFORM))) for each in (tenants, left))
    assert after <= before


@given(SAME_SIZE, st.integers(1, 10))
def test_slots_of_one_size_never_meet(slots: list[int], size: int) -> None:
    tenants = {
        str(slot): TenantWorkersSettings(sessions=PortsSettings(slot=slot, size=size, address="203.0.113.1"))
        for slot in slots
    }

    assert list(port_problems(claims(tenants), PLATFORM)) == []
