"""Queue: found by exact name, hidden ones included; tags are a set; a queue with tasks is kept."""

from typing import Any

import pytest

from providers.clearml.queue import QueueProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, outs


def queue(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"name": "default", "tags": [], "delete_when_not_empty": False} | changes


@pytest.fixture
def provider(world: World) -> QueueProvider:
    return world.provider(QueueProvider)


def test_create_then_diff_and_read_are_empty(provider: QueueProvider, world: World) -> None:
    wanted = queue(world, name=" gpu.full ", display_name="Whole GPU", tags=["b", "a", "b"])
    made = provider.create(wanted)
    assert (
        provider.diff(
            made.id, outs(made), queue(world, name="gpu.full", display_name="Whole GPU", tags=["a", "b"])
        ).changes
        is False
    )
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_a_name_is_matched_exactly_although_the_server_searches_by_pattern(
    provider: QueueProvider, world: World
) -> None:
    world.client.create_queue(world.member, {"name": "my-default-2"})
    world.client.create_queue(world.member, {"name": "defXult"})
    made = provider.create(queue(world, name="def.ult"))
    assert world.client.get_queue(world.member, made.id).name == "def.ult"


def test_a_hidden_queue_is_taken_over(provider: QueueProvider, world: World) -> None:
    hidden = world.client.create_queue(world.member, {"name": "default", "system_tags": ["k8s-glue"]})
    assert provider.create(queue(world)).id == hidden


def test_rename_and_tags_in_place(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world))
    wanted = queue(world, name="renamed", tags=["x"])
    assert provider.diff(made.id, outs(made), wanted).replaces == []
    provider.update(made.id, outs(made), wanted)
    live = world.client.get_queue(world.member, made.id)
    assert (live.name, live.tags) == ("renamed", ("x",))


def test_a_queue_with_tasks_is_deleted_only_by_force(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world))
    world.simulator.enqueue(made.id, 2)
    with pytest.raises(TenantError, match="deleteWhenNotEmpty"):
        provider.delete(made.id, outs(made))
    provider.delete(made.id, outs(made) | {"delete_when_not_empty": True})
    assert provider.read(made.id, outs(made)).id == ""
    provider.delete(made.id, outs(made))


def test_another_company_means_another_queue(provider: QueueProvider, world: World) -> None:
    elsewhere = world.member.model_dump() | {"company": "f" * 32}
    assert provider.diff("x", queue(world), queue(world, member=elsewhere)).replaces == ["member"]


def test_another_admin_of_the_company_is_no_replacement(provider: QueueProvider, world: World) -> None:
    colleague = world.member.model_dump() | {"user": "f" * 32}
    result = provider.diff("x", queue(world), queue(world, member=colleague))
    assert (result.changes, result.replaces) == (True, [])
