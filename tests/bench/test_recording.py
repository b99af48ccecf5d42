"""The calls of a `pulumi up` can be replayed on another server and create the same objects there."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from bench.floor import replay
from bench.process import BenchError
from bench.recording import COMPANY, USER, Recording, record
from bench.simulator import ACCESS_KEY, SECRET_KEY, BenchSimulator, simulator
from bench.tenant import QUEUES, BenchTenant, tenants

COUNT = 9
"""More tenants than the connections of the replay."""


def _call(http: httpx.Client, endpoint: str, body: dict[str, Any], **headers: str) -> Any:
    return http.post(f"/{endpoint}", json=body, headers=headers).json()["data"]


def _create(http: httpx.Client, tenant: BenchTenant) -> None:
    company = _call(http, "system.create_company", {"name": tenant.slug})["id"]
    _call(http, "system.update_company_settings", {"company": company, **tenant.settings})
    person = {"name": "Admin", "company": company, "email": tenant.admin, "role": "admin"}
    user = _call(http, "auth.create_user", person)["id"]
    for name in QUEUES:
        _call(http, "queues.create", {"name": name}, **{"X-Clearml-Impersonate-As": user})
    _call(http, "login.set_domains", {"domains": [tenant.domain]}, **{"X-Clearml-Act-As": user})


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    with simulator(tmp_path_factory.mktemp("recorded")) as server:
        with httpx.Client(base_url=server.url, auth=(ACCESS_KEY, SECRET_KEY)) as http:
            _call(http, "server.info", {})
            for tenant in tenants(COUNT):
                _create(http, tenant)
        return record(server.calls(), server.state())


def _objects(server: BenchSimulator) -> list[tuple[str, Any, list[str], list[str], list[str]]]:
    state = server.state()
    return sorted(
        (
            company["name"],
            company["defaults"],
            sorted(user["email"] for user in state["users"] if user["company"] == company["id"]),
            sorted(queue["name"] for queue in state["queues"] if queue["company"] == company["id"]),
            company["domains"],
        )
        for company in state["companies"]
        if company["name"].startswith("tenant-")
    )


def test_a_replay_makes_the_same_objects(recorded: Recording, tmp_path: Path) -> None:
    with simulator(tmp_path) as server:
        seconds = replay(recorded, server.url)
        objects = _objects(server)
        assert len(server.calls()) == recorded.calls
    assert [name for name, *_ in objects] == [BenchTenant(number).slug for number in range(1, COUNT + 1)]
    for number, (_, defaults, people, queues, domains) in enumerate(objects, 1):
        assert (people, domains) == ([BenchTenant(number).admin], [BenchTenant(number).domain])
        assert set(QUEUES) < set(queues)
        assert defaults["allowed_users"] == BenchTenant(number).settings["allowed_users"]
    assert seconds > recorded.calls * 0.020 / 8, "eight connections cannot be faster than the server's latency"


def test_calls_are_sorted_by_tenant_with_company_and_user_first(recorded: Recording) -> None:
    assert [call.endpoint for call in recorded.before] == ["server.info"]
    assert len(recorded.chains) == COUNT
    for chain in recorded.chains:
        heads = [call.endpoint for call in chain.head]
        assert heads == ["system.create_company", "system.update_company_settings", "auth.create_user"]
        assert [call.endpoint for call in chain.rest] == ["queues.create"] * len(QUEUES) + ["login.set_domains"]
        assert {call.header for call in chain.head} == {None}
        assert [call.header for call in chain.rest][-2:] == ["X-Clearml-Impersonate-As", "X-Clearml-Act-As"]
        assert f'"company": "{COMPANY}"' in chain.head[1].body
        assert USER not in chain.head[2].body


def test_a_run_with_a_failed_call_is_no_measure() -> None:
    failed = {"endpoint": "system.create_company", "status": 500, "user": "us", "impersonation": None, "body": {}}
    with pytest.raises(BenchError, match=r"system\.create_company answered 500"):
        record([failed], {"companies": [], "users": []})


def test_a_tenant_made_twice_is_no_measure() -> None:
    calls = [
        {"endpoint": endpoint, "status": 200, "user": "us", "impersonation": None, "body": {"name": "tenant-0001"}}
        for endpoint in ("system.create_company", "system.create_company", "auth.create_user")
    ]
    with pytest.raises(BenchError, match=r"tenant-0001: expected one system\.create_company"):
        record(calls, {"companies": [], "users": []})


def test_a_server_that_refuses_ends_the_replay(recorded: Recording, tmp_path: Path) -> None:
    with simulator(tmp_path) as server:
        replay(recorded, server.url)
        with pytest.raises(BenchError, match=r"the floor: auth\.create_user answered"):
            replay(recorded, server.url)
