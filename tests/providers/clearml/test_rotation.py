"""A key pair is replaced, with and without overlap: the pair that programs have is never revoked before they can have
the new one, and none is left for ever."""

from collections.abc import Iterator
from typing import Any

import pytest

from providers.clearml.api.client import Client
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.keys.key_pairs import fingerprint
from providers.clearml.shared.base import TenantError
from tests.providers.clearml.world import World, connection, new_member, outs
from tests.sandbox.clearml.process import KeyPair, simulator

PREFIX = "clearml-platform:test:acme:agent:"
LABEL, NEXT = f"{PREFIX}g1", f"{PREFIX}g2"
Pair = dict[str, Any]


@pytest.fixture
def world(number: int) -> Iterator[World]:
    """A server of its own, because these tests set its clock."""
    with simulator(profile="enterprise") as server:
        client = Client(connection(server))
        yield World(server, client, new_member(client, f"Company {number}", f"admin@c{number}.example"))
        client.close()


@pytest.fixture
def provider(world: World) -> CredentialsProvider:
    return world.provider(CredentialsProvider)


def wanted(world: World, **changes: Any) -> dict[str, Any]:
    return world.membership | {"purpose": "agent", "generation": 1, "label": LABEL, "recorded": []} | changes


def live(world: World) -> set[str]:
    return {key.access_key for key in world.client.get_credentials(world.member)}


def key_of(state: dict[str, Any]) -> str:
    return str(state["pair"]["access_key"])


def use(world: World, state: dict[str, Any], worker: str = "gpu-box-7") -> None:
    """A program outside the stack makes a call with the pair."""
    pair = Pair(state["pair"])
    basic = KeyPair(pair["access_key"], pair["secret_key"])
    world.simulator.call("users.get_current_user", pair=basic, X_Clearml_Worker=worker)


def advance(world: World, days: float) -> None:
    """Time passes, also for this program: the next answer has the new date."""
    world.simulator.advance(days)
    world.client.get_companies("nobody")


class TestWithoutOverlap:
    def test_back_to_a_generation_whose_pair_is_still_in_use_revokes_nothing_first(
        self, provider: CredentialsProvider, world: World
    ) -> None:
        first = outs(provider.create(wanted(world)))
        second = outs(provider.create(wanted(world, generation=2, label=NEXT, recorded=[fingerprint(key_of(first))])))
        recorded = [fingerprint(key_of(second)), *second["replaces"]]
        back = outs(provider.create(wanted(world, recorded=recorded)))  # the first pair awaits its deletion
        assert live(world) == {key_of(first), key_of(second), key_of(back)}
        provider.delete(LABEL, first)
        provider.delete(NEXT, second)
        assert live(world) == {key_of(back)}

    def test_replacing_a_pair_of_the_same_label_revokes_nothing_first(
        self, provider: CredentialsProvider, world: World
    ) -> None:
        first = outs(provider.create(wanted(world)))
        again = outs(provider.create(wanted(world, recorded=[fingerprint(key_of(first))])))
        assert live(world) == {key_of(first), key_of(again)}
        assert provider.diff(LABEL, outs(provider.read(LABEL, again)), wanted(world)).changes is False
        provider.delete(LABEL, first)
        assert live(world) == {key_of(again)}

    def test_nothing_is_revoked_first_if_the_state_is_unknown(
        self, provider: CredentialsProvider, world: World
    ) -> None:
        first = outs(provider.create(wanted(world)))
        unknown = {key: value for key, value in wanted(world).items() if key != "recorded"}
        again = outs(provider.create(unknown))
        assert live(world) == {key_of(first), key_of(again)}

    def test_a_pair_that_the_engine_never_revoked_becomes_drift(
        self, provider: CredentialsProvider, world: World
    ) -> None:
        first = outs(provider.create(wanted(world)))
        second = outs(provider.create(wanted(world, generation=2, label=NEXT, recorded=[fingerprint(key_of(first))])))
        new = wanted(world, generation=2, label=NEXT)
        assert provider.diff(NEXT, outs(provider.read(NEXT, second)), new).changes is False
        advance(world, 2)
        seen = outs(provider.read(NEXT, second))
        assert provider.diff(NEXT, seen, new).changes is True
        provider.update(NEXT, seen, new)
        assert live(world) == {key_of(second)}

    def test_the_revocation_of_a_replaced_pair_names_who_used_it(
        self, provider: CredentialsProvider, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first = outs(provider.create(wanted(world)))
        use(world, first)
        provider.create(wanted(world, generation=2, label=NEXT, recorded=[fingerprint(key_of(first))]))
        provider.delete(LABEL, first)
        line = capsys.readouterr().err
        assert f"tenant acme: revoked key pair {LABEL} (last used " in line
        assert "UTC by gpu-box-7)" in line
        assert key_of(first) not in line


class TestOverlap:
    def rotated(self, provider: CredentialsProvider, world: World) -> tuple[Pair, Pair]:
        """The states before and after a new generation with an overlap of seven days."""
        first = outs(provider.create(wanted(world, overlap_days=7)))
        second = outs(provider.update(LABEL, first, self.second(world)))
        return first, second

    def second(self, world: World, **changes: Any) -> dict[str, Any]:
        return wanted(world, **{"generation": 2, "label": NEXT, "overlap_days": 7} | changes)

    def test_a_new_generation_is_an_update_in_place(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world, overlap_days=7)))
        result = provider.diff(LABEL, first, self.second(world))
        assert (result.changes, result.replaces) == (True, [])
        assert provider.diff(LABEL, first, self.second(world, member={"user": "u", "company": "c"})).replaces != []

    def test_the_old_pair_lives_on_and_the_state_has_its_end(self, provider: CredentialsProvider, world: World) -> None:
        first, second = self.rotated(provider, world)
        assert live(world) == {key_of(first), key_of(second)}
        assert key_of(first) != key_of(second)
        (old,) = second["retiring"]
        assert (old["key"], old["label"]) == (fingerprint(key_of(first)), LABEL)
        assert (second["label"], second["generation"]) == (NEXT, 2)
        assert provider.diff(LABEL, outs(provider.read(LABEL, second)), self.second(world)).changes is False
        assert key_of(first) not in str(second["retiring"])

    def test_the_overlap_itself_is_no_change(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world)))
        assert provider.diff(LABEL, first, wanted(world, overlap_days=7)).changes is False
        assert "overlap_days" not in first

    def test_a_pair_that_is_due_and_unused_is_revoked(self, provider: CredentialsProvider, world: World) -> None:
        _, second = self.rotated(provider, world)
        advance(world, 8)
        due = self.second(world, revoke=[second["retiring"][0]["key"]])
        assert provider.diff(LABEL, second, due).changes is True
        after = outs(provider.update(LABEL, second, due))
        assert live(world) == {key_of(second)}
        assert "retiring" not in after
        assert provider.diff(LABEL, after, self.second(world)).changes is False
        assert key_of(after) == key_of(second)

    def test_a_pair_that_is_due_and_in_use_stays_and_its_user_is_named(
        self, provider: CredentialsProvider, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first, second = self.rotated(provider, world)
        advance(world, 6)
        use(world, first)
        advance(world, 2)
        due = self.second(world, revoke=[second["retiring"][0]["key"]])
        after = outs(provider.update(LABEL, second, due))
        assert live(world) == {key_of(first), key_of(second)}
        assert after["retiring"][0]["last_used_from"] == "gpu-box-7"
        line = capsys.readouterr().err
        assert "by gpu-box-7) was to be revoked" in line
        assert "overlapDays: 0" in line
        advance(world, 8)
        outs(provider.update(LABEL, after, due))
        assert live(world) == {key_of(second)}

    def test_uses_before_the_consumers_rolled_do_not_count(self, provider: CredentialsProvider, world: World) -> None:
        first, second = self.rotated(provider, world)
        use(world, first)
        advance(world, 7.5)
        provider.update(LABEL, second, self.second(world, revoke=[second["retiring"][0]["key"]]))
        assert live(world) == {key_of(second)}

    def test_an_overlap_of_zero_revokes_by_force_and_names_who_used_it(
        self, provider: CredentialsProvider, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        first, second = self.rotated(provider, world)
        advance(world, 1)
        use(world, first)
        force = self.second(world, overlap_days=0, revoke=[second["retiring"][0]["key"]])
        provider.update(LABEL, second, force)
        assert live(world) == {key_of(second)}
        assert "by gpu-box-7): a newer pair replaced it" in capsys.readouterr().err

    def test_back_with_overlap_keeps_both(self, provider: CredentialsProvider, world: World) -> None:
        first, second = self.rotated(provider, world)
        back = outs(provider.update(LABEL, second, wanted(world, overlap_days=7)))
        assert live(world) == {key_of(first), key_of(second), key_of(back)}
        assert {old["key"] for old in back["retiring"]} == {fingerprint(key_of(one)) for one in (first, second)}
        seen = outs(provider.read(LABEL, back))
        assert provider.diff(LABEL, seen, wanted(world, overlap_days=7)).changes is False

    def test_a_lost_state_of_the_new_pair_leaves_two(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world, overlap_days=7)))
        lost = outs(provider.update(LABEL, first, self.second(world)))  # killed before the checkpoint
        second = outs(provider.update(LABEL, first, self.second(world)))
        assert live(world) == {key_of(first), key_of(second)}
        assert key_of(lost) not in live(world)

    def test_a_lost_answer_leaves_two(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world, overlap_days=7)))
        world.simulator.fault("auth.create_credentials", kind="reset_after_write")
        second = outs(provider.update(LABEL, first, self.second(world)))
        assert live(world) == {key_of(first), key_of(second)}

    def test_removal_revokes_the_old_pair_too(self, provider: CredentialsProvider, world: World) -> None:
        _, second = self.rotated(provider, world)
        provider.delete(LABEL, second)
        assert live(world) == set()

    def test_a_live_pair_that_was_revoked_outside_is_minted_again_and_the_old_one_stays_known(
        self, provider: CredentialsProvider, world: World
    ) -> None:
        first, second = self.rotated(provider, world)
        world.client.revoke_credentials(world.member, key_of(second))
        seen = outs(provider.read(LABEL, second))
        assert provider.diff(LABEL, seen, self.second(world)).changes is True
        third = outs(provider.update(LABEL, seen, self.second(world)))
        assert live(world) == {key_of(first), key_of(third)}
        assert [old["key"] for old in third["retiring"]] == [fingerprint(key_of(first))]


class TestByAge:
    def test_a_rotation_that_is_due_is_one_new_pair(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world, rotate_after_days=30)))
        due = wanted(world, rotate_after_days=30, rotate=True)
        assert provider.diff(LABEL, first, due).replaces == ["rotate"]
        assert provider.diff(LABEL, first, due | {"overlap_days": 7}).replaces == []
        second = outs(provider.update(LABEL, first, due | {"overlap_days": 7}))
        assert live(world) == {key_of(first), key_of(second)}
        assert provider.diff(LABEL, second, wanted(world, rotate_after_days=30)).changes is False

    def test_an_older_state_learns_when_its_pair_was_created(self, provider: CredentialsProvider, world: World) -> None:
        first = outs(provider.create(wanted(world)))
        created = first.pop("created")  # a state of an older version
        new = wanted(world, rotate_after_days=30)
        assert provider.diff(LABEL, first, new).changes is True
        assert outs(provider.update(LABEL, first, new))["created"] == created

    def test_a_pair_has_expired_by_the_servers_clock(self, provider: CredentialsProvider, world: World) -> None:
        made = outs(provider.create(wanted(world, expires_in_days=30)))
        advance(world, 31)
        assert provider.read(LABEL, made).id == ""
        again = outs(provider.create(wanted(world, expires_in_days=30, recorded=[fingerprint(key_of(made))])))
        assert live(world) == {key_of(again)}


class TestUnknownPairs:
    def test_one_is_revoked_and_named_when_a_pair_is_created(
        self, provider: CredentialsProvider, world: World, capsys: pytest.CaptureFixture[str]
    ) -> None:
        world.client.create_credentials(world.member, f"{PREFIX}g7", None)
        laptop = world.client.create_credentials(world.member, "laptop", None)
        made = outs(provider.create(wanted(world)))
        assert live(world) == {key_of(made), laptop.access_key}
        assert f"revoked key pair {PREFIX}g7 (never used): the state" in capsys.readouterr().err

    def test_one_of_another_generation_is_drift(self, provider: CredentialsProvider, world: World) -> None:
        made = outs(provider.create(wanted(world)))
        world.client.create_credentials(world.member, f"{PREFIX}g7:90d", None)
        world.client.create_credentials(world.member, PREFIX.replace("agent", "agent-2") + "g1", None)
        seen = outs(provider.read(LABEL, made))
        assert provider.diff(LABEL, seen, wanted(world)).changes is True
        provider.update(LABEL, seen, wanted(world))
        assert len(live(world)) == 2


class TestAnswers:
    def test_a_revocation_that_did_nothing_is_an_error(
        self, provider: CredentialsProvider, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = outs(provider.create(wanted(world)))
        monkeypatch.setattr(world.client, "revoke_credentials", lambda *_: 0)
        with pytest.raises(TenantError, match="still lists it") as caught:
            provider.delete(LABEL, made)
        assert LABEL in str(caught.value)

    def test_a_label_that_was_not_stored_is_an_error(
        self, provider: CredentialsProvider, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = outs(provider.create(wanted(world)))
        monkeypatch.setattr(world.client, "edit_credentials", lambda *_: 0)
        with pytest.raises(TenantError, match="did not store"):
            provider.update(LABEL, made, wanted(world, label=f"{PREFIX}g1 x"))

    def test_a_pair_that_is_not_listed_is_an_error(
        self, provider: CredentialsProvider, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(world.client, "get_credentials", lambda *_: ())
        with pytest.raises(TenantError, match="does not list it"):
            provider.create(wanted(world))

    def test_a_key_pair_of_a_user_that_is_gone_is_gone(self, provider: CredentialsProvider, world: World) -> None:
        made = outs(provider.create(wanted(world)))
        world.client.delete_user(world.member.user)
        assert provider.read(LABEL, made).id == ""
        provider.delete(LABEL, made)
