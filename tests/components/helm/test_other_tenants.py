"""The error of a tenant's release waits for the other tenants."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi.resource_hooks import ErrorHookArgs

from components.helm import other_tenants
from components.helm.other_tenants import OtherTenants


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(other_tenants, "POLL_SECONDS", 0.001)
    monkeypatch.setattr(other_tenants, "ErrorHook", lambda _name, function: function)


def end(done: "asyncio.Future[str]") -> Any:
    """A resource that is complete once the future is."""

    async def future() -> str:
        return await done

    return SimpleNamespace(urn=SimpleNamespace(future=future))


def failure(others: OtherTenants, tenant: str) -> "asyncio.Task[bool]":
    [hook] = others.hooks.on_error or []
    args = ErrorHookArgs("urn", "", f"{tenant}/agent", "Release", failed_operation="create")
    return asyncio.ensure_future(hook(args))  # type: ignore[arg-type]


def test_a_failed_release_waits_for_others_but_not_for_its_own_tenant() -> None:
    async def run() -> None:
        acme, globex = asyncio.Future[str](), asyncio.Future[str]()
        others = OtherTenants()
        others.follow("acme", [end(acme)])
        others.follow("globex", [end(globex)])
        failed = failure(others, "globex")
        await asyncio.sleep(0.01)
        assert not failed.done()
        acme.set_result("urn")
        assert await failed is False
        globex.set_result("urn")

    asyncio.run(run())


def test_failed_releases_do_not_wait_for_each_other_nor_for_a_tenant_without_progress(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(other_tenants, "PATIENCE_SECONDS", 0.05)

    async def run() -> None:
        others, stuck = OtherTenants(), asyncio.Future[str]()
        for slug in ("acme", "globex", "initech"):
            others.follow(slug, [end(stuck)])
        assert not any(await asyncio.gather(failure(others, "acme"), failure(others, "globex")))
        stuck.set_result("urn")

    asyncio.run(run())
