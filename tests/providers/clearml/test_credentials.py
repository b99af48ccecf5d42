"""Credentials: exactly one live key pair has our label, after every kind of failure."""

from typing import Any

import pytest

from providers.clearml.credentials import CredentialsProvider
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, outs

LABEL = "clearml-platform:test:acme:agent:g1"


def pair(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"purpose": "agent", "generation": 1, "label": LABEL, "recorded": []} | changes


def labels(world: World) -> list[str | None]:
    return [key.label for key in world.client.get_credentials(world.member)]


@pytest.fixture
def provider(world: World) -> CredentialsProvider:
    return world.provider(CredentialsProvider)


def test_a_minted_pair_opens_the_tenant(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    assert made.id == LABEL
    assert len(outs(made)["pair"]["access_key"]) == 30
    assert provider.diff(made.id, outs(made), pair(world)).changes is False
    assert outs(provider.read(made.id, outs(made))) == outs(made)


def test_an_unseen_pair_of_our_label_is_revoked_first(provider: CredentialsProvider, world: World) -> None:
    unseen = world.client.create_credentials(world.member, LABEL, None)
    theirs = world.client.create_credentials(world.member, "laptop", None)
    made = provider.create(pair(world))
    keys = {key.access_key for key in world.client.get_credentials(world.member)}
    assert keys == {outs(made)["pair"]["access_key"], theirs.access_key}
    assert unseen.access_key not in keys


def test_a_new_generation_is_a_new_pair(provider: CredentialsProvider, world: World) -> None:
    changed = pair(world, generation=2, label=LABEL.replace("g1", "g2"))
    result = provider.diff(LABEL, pair(world), changed)
    assert result.replaces == ["generation"]
    assert result.delete_before_replace is False


def test_a_pair_revoked_outside_reads_as_gone(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    world.client.revoke_credentials(world.member, outs(made)["pair"]["access_key"])
    assert provider.read(made.id, outs(made)).id == ""
    provider.delete(made.id, outs(made))


def test_a_label_changed_outside_is_drift_and_is_restored(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    world.client.edit_credentials(world.member, outs(made)["pair"]["access_key"], "mine now")
    seen = provider.read(made.id, outs(made))
    assert provider.diff(made.id, outs(seen), pair(world)).changes is True
    provider.update(made.id, outs(seen), pair(world))
    assert labels(world) == [LABEL]


def test_delete_revokes(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    provider.delete(made.id, outs(made))
    assert labels(world) == []


def test_an_expiring_pair_expires(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world, expires_in_days=30))
    key = next(key for key in world.client.get_credentials(world.member) if key.label == LABEL)
    assert key.expire is not None
    assert provider.read(made.id, outs(made)).id == LABEL


@pytest.mark.parametrize("field", ["access_key", "secret_key"])
def test_no_error_shows_the_pair(provider: CredentialsProvider, world: World, field: str) -> None:
    made = provider.create(pair(world))
    world.simulator.fault(endpoint="auth.get_credentials", kind="error500", times=9)
    with pytest.raises(TenantError) as caught:
        provider.read(made.id, outs(made))
    assert outs(made)["pair"][field] not in str(caught.value)
    assert outs(made)["pair"][field] not in repr(caught.value)


def test_a_twin_that_appears_later_is_drift_and_is_revoked(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    world.client.create_credentials(world.member, LABEL, None)
    seen = outs(provider.read(made.id, outs(made)))
    assert provider.diff(made.id, seen, pair(world)).changes is True
    after = outs(provider.update(made.id, seen, pair(world)))
    assert [key.access_key for key in world.client.get_credentials(world.member)] == [after["pair"]["access_key"]]
    assert outs(provider.read(made.id, after)) == outs(made)


def test_a_label_removed_outside_is_drift(provider: CredentialsProvider, world: World) -> None:
    made = provider.create(pair(world))
    world.client.edit_credentials(world.member, outs(made)["pair"]["access_key"], "")
    seen = provider.read(made.id, outs(made))
    assert provider.diff(made.id, outs(seen), pair(world)).changes is True
