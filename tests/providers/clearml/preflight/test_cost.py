"""What the preflight costs a stack of 200 tenants on a server with 20 ms per call.

`python -m pytest tests/providers/clearml/preflight/test_cost.py -s` prints the figures of docs/benchmarks.md.
"""

import time
from collections.abc import Iterator

import pytest

from providers.clearml.api.connection import INPUTS
from providers.clearml.preflight.inspect import inspect
from providers.clearml.preflight.needs import NOTHING_RECORDED, RecordedTenant, StackNeeds, TenantNeeds
from tests.sandbox.clearml.process import Simulator, simulator

TENANTS = 200
LIMIT = 3.0
"""Seconds that a preview may take longer."""
HANDFUL = 8


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    companies = [{"id": identifier(number), "name": f"Tenant {number}"} for number in range(TENANTS)]
    with simulator(profile="enterprise", companies=companies, latency_ms=20) as running:
        yield running


def identifier(number: int) -> str:
    return f"{number:032x}"


def tenant(number: int, recorded: RecordedTenant) -> TenantNeeds:
    slug, offset = f"t{number}", "" if recorded.company else "New "
    return TenantNeeds(
        slug=slug,
        file=f"tenants/dev/{slug}.yaml",
        name=f"{offset}Tenant {number}",
        label=f"clearml-platform:dev:{slug}:",
        admin_email=f"admin@{slug}.example",
        domains=(f"{slug}.example",),
        addresses={f"user@{slug}.test": "login.users", f"lead@{slug}.test": "login.admins"},
        recorded=recorded,
    )


def existing(number: int) -> RecordedTenant:
    slug = f"t{number}"
    return RecordedTenant(
        company=identifier(number),
        admin=identifier(number + TENANTS),
        admin_email=f"admin@{slug}.example",
        domains=(f"{slug}.example",),
        addresses=(f"user@{slug}.test", f"lead@{slug}.test"),
    )


def cost(server: Simulator, tenants: tuple[TenantNeeds, ...]) -> tuple[float, int]:
    """Seconds and number of calls of one preflight without findings."""
    pair = server.supervisor
    values = {"host": server.url, "access_key": pair.access_key, "secret_key": pair.secret_key}
    server.clear_calls()
    start = time.monotonic()
    found = inspect({INPUTS[name]: value for name, value in values.items()}, StackNeeds(tenants=tenants))
    seconds = time.monotonic() - start
    assert (found.problems, found.unknown, found.lost) == ((), (), ())
    return seconds, len(server.calls())


def test_an_existing_stack_takes_a_handful_of_calls(server: Simulator) -> None:
    seconds, calls = cost(server, tuple(tenant(number, existing(number)) for number in range(TENANTS)))
    print(f"\nexisting stack: {calls} calls, {seconds:.2f} s")
    assert calls <= HANDFUL
    assert seconds < LIMIT


def test_a_new_stack_looks_up_each_domain_and_address_in_parallel(server: Simulator) -> None:
    tenants = tuple(tenant(number, NOTHING_RECORDED) for number in range(TENANTS))
    seconds, calls = min(cost(server, tenants) for _ in range(3))
    print(f"\nnew stack: {calls} calls, {seconds:.2f} s")
    assert calls <= HANDFUL + 3 * TENANTS
    assert seconds < LIMIT
