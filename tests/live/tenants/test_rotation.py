"""New key pairs: without overlap the old one is revoked at the end of the run, with overlap by a later run."""

import pytest

from tests.live.tenants.holdings import holdings, key_labels
from tests.live.tenants.stack import Stack
from tests.sandbox.clearml.process import KeyPair, Simulator

pytestmark = pytest.mark.engine

PAIR = "acme/agent"
UPDATE = {("update", "Credentials", PAIR)}


def labels(server: Simulator) -> list[str]:
    return holdings(server, "Acme").keys


def writes(server: Simulator) -> list[str]:
    """The calls that create or revoke key pairs, in order."""
    names = [call["endpoint"].removeprefix("auth.").removesuffix("_credentials") for call in server.calls()]
    return [name for name in names if name in {"create", "revoke"}]


def agent_pair(stack: Stack) -> dict[str, str]:
    return dict(stack.outputs()["tenantCredentials"]["acme"]["agent"])


def use(server: Simulator, pair: dict[str, str]) -> None:
    """A program outside the stack makes a call with the pair."""
    keys = KeyPair(pair["accessKey"], pair["secretKey"])
    server.call("users.get_current_user", pair=keys, X_Clearml_Worker="gpu-box-7")


class TestWithoutOverlap:
    def test_the_new_pair_is_minted_before_the_old_one_is_revoked(self, stack: Stack, server: Simulator) -> None:
        stack.write("acme", credentials={"other": {}})
        stack.up().succeeded()
        before = stack.outputs()["tenantCredentials"]["acme"]
        server.clear_calls()
        stack.write("acme", credentials={"agent": {"generation": 2}, "other": {}})

        steps = stack.up().succeeded().steps

        assert {(kind, name) for _, kind, name in steps} == {("Credentials", PAIR)}
        assert {operation for operation, _, _ in steps} == {"create-replacement", "replace", "delete-replaced"}
        assert writes(server) == ["create", "revoke"]
        after = stack.outputs()["tenantCredentials"]["acme"]
        assert after["other"] == before["other"]
        assert after["agent"].keys() == before["agent"].keys()
        assert all(after["agent"][part] != before["agent"][part] for part in before["agent"])
        assert labels(server) == key_labels("acme", agent=2, other=1)
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

    def test_back_after_a_failed_run_never_revokes_the_live_pair_first(self, stack: Stack, server: Simulator) -> None:
        stack.write("acme")
        stack.up().succeeded()
        stack.write("acme", credentials={"agent": {"generation": 2}})
        server.fault("auth.revoke_credentials", kind="error500", times=50)
        stack.up().failed()
        assert labels(server) == sorted(key_labels("acme") + key_labels("acme", agent=2))
        server.clear_faults()
        server.clear_calls()
        stack.write("acme")

        stack.up().succeeded()

        assert writes(server) == ["create", "revoke", "revoke"]
        assert labels(server) == key_labels("acme")
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

    def test_an_explicit_replacement_never_revokes_the_live_pair_first(self, stack: Stack, server: Simulator) -> None:
        stack.write("acme")
        stack.up().succeeded()
        before = agent_pair(stack)
        server.clear_calls()

        stack.up("--replace", f"**::{PAIR}").succeeded()

        assert writes(server) == ["create", "revoke"]
        assert labels(server) == key_labels("acme")
        assert agent_pair(stack) != before
        assert stack.preview("--expect-no-changes").succeeded().steps == set()


class TestOverlap:
    def rotate(self, stack: Stack) -> dict[str, str]:
        """Make a second generation with an overlap of seven days, and return the old pair."""
        stack.write("acme", credentials={"agent": {"overlapDays": 7}})
        stack.up().succeeded()
        old = agent_pair(stack)
        stack.write("acme", credentials={"agent": {"overlapDays": 7, "generation": 2}})
        assert stack.up().succeeded().steps == UPDATE
        return old

    def test_the_old_pair_is_revoked_by_a_later_run(self, stack: Stack, server: Simulator) -> None:
        old = self.rotate(stack)
        both = sorted(key_labels("acme") + key_labels("acme", agent=2))
        assert labels(server) == both
        use(server, old)
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

        server.advance(8)
        seen = stack.preview().succeeded()
        assert seen.steps == UPDATE
        assert "is due for revocation since" in seen.messages()
        new = agent_pair(stack)
        stack.up().succeeded()

        assert labels(server) == key_labels("acme", agent=2)
        assert agent_pair(stack) == new
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

    def test_a_pair_in_use_stays_and_is_named_until_it_is_revoked_by_force(
        self, stack: Stack, server: Simulator
    ) -> None:
        old = self.rotate(stack)
        server.advance(6)
        use(server, old)
        server.advance(2)

        first = stack.up().succeeded()
        assert "by gpu-box-7) was to be revoked" in first.messages()
        use(server, old)
        assert "by gpu-box-7)" in stack.preview().succeeded().messages()
        stack.write("acme", credentials={"agent": {"generation": 2}})
        last = stack.up().succeeded()

        assert last.steps == UPDATE
        assert "by gpu-box-7): a newer pair replaced it" in last.messages()
        assert labels(server) == key_labels("acme", agent=2)
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

    def test_removal_and_suspension_leave_no_old_pair(self, stack: Stack, server: Simulator) -> None:
        self.rotate(stack)
        stack.write("acme", state="suspended", credentials={"agent": {"overlapDays": 7, "generation": 2}})
        stack.up().succeeded()
        assert labels(server) == []


class TestByAge:
    def test_a_pair_is_replaced_by_itself_before_it_ends(self, stack: Stack, server: Simulator) -> None:
        stack.write("acme", credentials={"agent": {"expiresInDays": 90, "rotateAfterDays": 60}})
        stack.up().succeeded()
        server.advance(59)
        assert stack.preview("--expect-no-changes").succeeded().steps == set()
        server.advance(2)

        seen = stack.preview().succeeded()
        assert {(kind, name) for _, kind, name in seen.steps} == {("Credentials", PAIR)}
        assert "key pair acme/agent is 61 days old (rotateAfterDays: 60)" in seen.messages()
        assert "the clock of this machine" in seen.messages()
        old = agent_pair(stack)
        server.clear_calls()
        stack.up().succeeded()

        assert writes(server) == ["create", "revoke"]
        assert agent_pair(stack) != old
        assert len(labels(server)) == 1
        assert stack.preview("--expect-no-changes").succeeded().steps == set()

    def test_a_wrong_clock_of_this_machine_replaces_nothing(self, stack: Stack, server: Simulator) -> None:
        server.advance(-200)
        stack.write("acme", credentials={"agent": {"expiresInDays": 90, "rotateAfterDays": 60}})
        stack.up().succeeded()

        seen = stack.up("--refresh").succeeded()

        assert seen.steps == set()
        assert "the clock of this machine" in seen.messages()

    def test_an_ordinary_preview_names_a_pair_that_has_ended(self, stack: Stack, server: Simulator) -> None:
        stack.write("acme", credentials={"agent": {"expiresInDays": 90}})
        stack.up().succeeded()
        server.advance(91)
        assert "key pair acme/agent ended on" in stack.preview().succeeded().messages()


def test_only_pairs_that_something_uses_are_minted_and_an_older_one_goes_by_the_file_alone(
    stack: Stack, server: Simulator
) -> None:
    stack.write("acme", credentials={"gateway": {"enabled": True}})
    stack.up().succeeded()
    stack.write("acme")

    seen = stack.preview("--expect-no-changes").succeeded()
    assert "no app gateway uses the key pair `gateway`" in seen.messages()

    stack.write("acme", credentials={"gateway": {"enabled": False}})
    assert stack.preview().succeeded().steps == {("delete", "Credentials", "acme/gateway")}
    stack.up().succeeded()
    stack.write("acme")
    assert "gateway" not in stack.preview("--expect-no-changes").succeeded().messages()
    assert labels(server) == key_labels("acme")
