"""Queue: found by exact name, hidden ones included; tags are a set; a queue with tasks is kept."""

from typing import Any

import pytest

from providers.clearml.queue import QueueProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, outs

LABEL = "clearml-platform:test:acme:"


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


@pytest.mark.parametrize("system_tags", [[], ["k8s-glue"]])
def test_a_queue_that_this_stack_did_not_create_needs_adopt(
    provider: QueueProvider, world: World, system_tags: list[str]
) -> None:
    """A queue with the system tag is hidden."""
    theirs = {"name": "default", "tags": ["theirs"], "display_name": "Theirs", "system_tags": system_tags}
    id_ = world.client.create_queue(world.member, theirs)
    with pytest.raises(TenantError) as caught:
        provider.create(queue(world, label=LABEL))
    assert f"adopt: {id_}" in str(caught.value)

    made = provider.create(queue(world, label=LABEL, adopt=id_))
    assert made.id == id_
    live = world.client.get_queue(world.member, id_)
    assert (live.tags, live.display_name) == (("theirs",), "Theirs")


def test_an_adopted_queue_is_released_and_stays(
    provider: QueueProvider, world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    id_ = world.client.create_queue(world.member, {"name": "default"})
    made = provider.create(queue(world, label=LABEL, adopt=id_))
    changed = provider.update(made.id, outs(made), queue(world, label=LABEL, tags=["x"]))
    read = provider.read(made.id, outs(changed))
    provider.delete(made.id, outs(read))
    assert world.client.get_queue(world.member, id_).tags == ("x",)
    assert "default" in capfd.readouterr().err


def test_adopt_must_name_this_queue(provider: QueueProvider, world: World) -> None:
    other = world.client.create_queue(world.member, {"name": "other"})
    with pytest.raises(TenantError, match="other"):
        provider.create(queue(world, adopt=other))
    with pytest.raises(TenantError, match="f" * 32):
        provider.create(queue(world, adopt="f" * 32))
    made = provider.create(queue(world))
    with pytest.raises(TenantError, match=other):
        provider.update(made.id, outs(made), queue(world, adopt=other))


def test_a_queue_of_an_interrupted_run_is_taken_up_by_its_label(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world, label=LABEL))
    again = provider.create(queue(world, label=LABEL))
    assert again.id == made.id
    provider.delete(again.id, outs(again))
    assert world.client.queue_by_name(world.member, "default") is None


def test_a_queue_with_the_label_of_another_stack_is_refused_by_name(provider: QueueProvider, world: World) -> None:
    provider.create(queue(world, label="clearml-platform:prod:acme:"))
    with pytest.raises(TenantError, match="clearml-platform:prod:acme"):
        provider.create(queue(world, label=LABEL))


def test_a_queue_without_label_is_taken_up_after_an_interrupted_removal(provider: QueueProvider, world: World) -> None:
    """Queues of older versions have no label."""
    id_ = world.client.create_queue(world.member, {"name": "default"})
    made = provider.create(queue(world, label=LABEL, recovering=True))
    assert (made.id, "created" in outs(made), "recovering" in outs(made)) == (id_, False, False)


def test_a_lost_answer_ends_in_one_own_queue(provider: QueueProvider, world: World) -> None:
    world.simulator.fault("queues.create", kind="reset_after_write")
    made = provider.create(queue(world, label=LABEL))
    provider.delete(made.id, outs(made))
    assert world.client.queue_by_name(world.member, "default") is None


def test_tags_and_display_name_that_are_left_out_are_not_managed(provider: QueueProvider, world: World) -> None:
    wanted = world.membership | {"name": "default", "label": LABEL}
    made = provider.create(wanted)
    world.client.update_queue(world.member, made.id, {"tags": ["theirs"], "display_name": "Theirs"})
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, wanted).changes is False

    provider.update(made.id, seen, wanted | {"display_name": "Half"})
    live = world.client.get_queue(world.member, made.id)
    assert (live.tags, live.display_name) == (("theirs",), "Half")


def test_an_unrelated_change_keeps_tags_added_on_the_server(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world, tags=["gpu"]))
    world.client.update_queue(world.member, made.id, {"tags": ["gpu", "theirs"]})
    provider.update(made.id, outs(made), queue(world, tags=["gpu"], display_name="Half"))
    assert world.client.get_queue(world.member, made.id).tags == ("gpu", "theirs")


def test_an_empty_list_of_tags_means_none(provider: QueueProvider, world: World) -> None:
    made = provider.create(queue(world))
    world.client.update_queue(world.member, made.id, {"tags": ["theirs"]})
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, queue(world)).changes is True
    provider.update(made.id, seen, queue(world))
    assert world.client.get_queue(world.member, made.id).tags == ()


def test_state_of_an_older_version_is_no_change(provider: QueueProvider, world: World) -> None:
    """It has no label, and no tags for an empty list or a missing key."""
    old = world.membership | {"name": "default"}
    assert provider.diff("x", old, world.membership | {"name": "default", "label": LABEL}).changes is False


def test_an_update_that_the_server_ignores_is_an_error(
    provider: QueueProvider, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = provider.create(queue(world))
    monkeypatch.setattr(world.client, "update_queue", lambda *_: 0)
    with pytest.raises(TenantError, match="updated nothing"):
        provider.update(made.id, outs(made), queue(world, tags=["x"]))


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
