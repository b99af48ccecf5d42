"""RunningGuard counts running tasks only on its deletion, and refuses while the tenant has any."""

from typing import Any

import pytest

from providers.clearml.running_guard import RunningGuardProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, new_member, outs


def guard(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"deletion": "delete"} | changes


@pytest.fixture
def provider(world: World) -> RunningGuardProvider:
    return world.provider(RunningGuardProvider)


def test_it_makes_no_call_before_its_deletion(provider: RunningGuardProvider, world: World) -> None:
    world.simulator.clear_calls()
    made = provider.create(guard(world))
    assert provider.diff(made.id, outs(made), guard(world)).changes is False
    changed = provider.update(made.id, outs(made), guard(world, delete_while_running=True))
    assert outs(provider.read(made.id, outs(changed))) == outs(changed)
    assert world.simulator.calls() == []


def test_no_setting_of_the_tenant_replaces_it(provider: RunningGuardProvider, world: World) -> None:
    changes = {"deletion": "retain", "delete_while_running": True}
    changes["member"] = world.membership["member"] | {"user": "c" * 32}
    result = provider.diff("x", guard(world), guard(world, **changes))
    assert (result.changes, result.replaces) == (True, [])


@pytest.mark.parametrize("deletion", ["retain", "delete"])
def test_it_stays_while_tasks_run(provider: RunningGuardProvider, world: World, deletion: str) -> None:
    made = provider.create(guard(world, deletion=deletion))
    world.simulator.set_running(world.member.company, tasks=2)
    with pytest.raises(TenantError, match=r"tenant acme: .*deleteWhileRunning: true") as caught:
        provider.delete(made.id, outs(made))
    assert "\n" not in str(caught.value)
    world.simulator.set_running(world.member.company, tasks=0)
    provider.delete(made.id, outs(made))
    assert world.client.company_info(world.member.company).active


def test_running_tasks_do_not_stop_a_forced_deletion(provider: RunningGuardProvider, world: World) -> None:
    world.simulator.set_running(world.member.company, tasks=1)
    provider.delete("x", guard(world, delete_while_running=True))


def test_another_tenants_tasks_do_not_keep_it(provider: RunningGuardProvider, world: World, number: int) -> None:
    other = new_member(world.client, f"Other {number}", f"other@o{number}.example")
    world.simulator.set_running(other.company, tasks=1)
    provider.delete("x", guard(world))


def test_protected_workers_stay(provider: RunningGuardProvider, world: World) -> None:
    with pytest.raises(TenantError, match="deletion: retain"):
        provider.delete("x", guard(world, deletion="protect", delete_while_running=True))


def test_it_is_deleted_when_the_company_no_longer_exists(provider: RunningGuardProvider, world: World) -> None:
    name = world.client.company_info(world.member.company).name
    world.client.delete_tenant(world.member.company, name, force=False)
    provider.delete("x", guard(world))


@pytest.mark.parametrize("fault", ["error500", "null_data"])
def test_an_error_of_the_server_refuses_the_deletion(provider: RunningGuardProvider, world: World, fault: str) -> None:
    world.simulator.fault("tasks.get_all", kind=fault, times=9)
    with pytest.raises(TenantError, match=r"tasks\.get_all"):
        provider.delete("x", guard(world))


def test_without_the_admin_a_temporary_one_counts_running_tasks(provider: RunningGuardProvider, world: World) -> None:
    world.client.delete_user(world.member.user)
    world.simulator.set_running(world.member.company, 1)
    with pytest.raises(TenantError, match="tasks are running"):
        provider.delete("x", guard(world))
    world.simulator.set_running(world.member.company, 0)
    provider.delete("x", guard(world))
