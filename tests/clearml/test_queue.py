"""Queue: exact name among regex matches, hidden ones found, tags as a set, tasks never lost by accident."""

from typing import Any

import pytest

from providers.clearml.base import TenantError
from providers.clearml.queue import QueueProvider
from tests.clearml.world import World


def queue(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"name": "default", "tags": [], "delete_when_not_empty": False} | changes


@pytest.fixture
def provider(world: World) -> QueueProvider:
    return world.provider(QueueProvider)


def test_create_then_diff_and_read_are_empty(provider: QueueProvider, world: World) -> None:
    wanted = queue(world, name=" gpu.full ", display_name="Whole GPU", tags=["b", "a", "b"])
    made = provider.create(wanted)
    assert made.outs is not None
    assert (
        provider.diff(
            made.id, made.outs, queue(world, name="gpu.full", display_name="Whole GPU", tags=["a", "b"])
        ).changes
        is False
    )
    assert provider.read(made.id, made.outs).outs == made.outs


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
    assert made.outs is not None
    assert provider.diff(made.id, made.outs, wanted).replaces == []
    provider.update(made.id, made.outs, wanted)
    live = world.client.get_queue(world.member, made.id)
    assert (live.name, live.tags) == ("renamed", ("x",))


def test_a_queue_with_tasks_is_not_deleted_unless_told_so(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world))
    world.simulator.enqueue(made.id, 2)
    assert made.outs is not None
    with pytest.raises(TenantError, match="deleteWhenNotEmpty"):
        provider.delete(made.id, made.outs)
    provider.delete(made.id, made.outs | {"delete_when_not_empty": True})
    assert provider.read(made.id, made.outs).id == ""
    provider.delete(made.id, made.outs)


def test_another_company_means_another_queue(provider: QueueProvider, world: World) -> None:
    assert provider.diff("x", queue(world), queue(world, company="f" * 32)).replaces == ["company"]
    assert provider.diff("x", queue(world), queue(world, user="f" * 32)).replaces == []
