"""Which key pairs a run rotates, revokes or leaves out, from the state before it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pulumi
import pytest

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import UNKNOWN_STATE, PreviousPair, PreviousState, PreviousTenant
from components.tenant.account import Account, AccountArgs
from components.tenant.key_pairs import needs_time, recorded_pairs, unused_gateway_pairs
from providers.clearml.keys.predecessors import RetiringPair
from tests.components.recorder import Recorder, record

ADMIN = {"name": "Ada", "email": "ada@acme.example"}
NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)
OLD = RetiringPair(key="0ld", label="l", replaced=NOW - timedelta(days=9), until=NOW - timedelta(days=2))
Inputs = dict[str, Any]


def tenant(**keys: Any) -> TenantSettings:
    return TenantSettings.model_validate({"slug": "acme", "name": "Acme", "admin": ADMIN} | keys)


def pair(name: str = "acme/agent", **changes: Any) -> PreviousPair:
    usual = {"user": "u", "purpose": "agent", "label": "l", "generation": 1, "key": "0wn", "created": NOW}
    return PreviousPair(name=name, **{**usual, **changes})


def state(*pairs: PreviousPair) -> PreviousState:
    return PreviousState(tenants={"acme": PreviousTenant(pairs=pairs)})


def account(previous: PreviousState, now: datetime | None = NOW, *, has_gateway: bool = False, **keys: Any) -> Recorder:
    recorded = recorded_pairs(previous, "acme", now)
    args = AccountArgs(tenant=tenant(**keys), recorded=recorded, has_gateway=has_gateway)
    return record(lambda: Account("acme", args))


def agent(previous: PreviousState, now: datetime | None = NOW, **terms: Any) -> Inputs:
    inputs = account(previous, now, credentials={"agent": terms}).of("Credentials")["acme/agent"]
    return {name: value for name, value in inputs.items() if value is not None}


class TestRotation:
    @pytest.mark.parametrize(("days", "due"), [(29, False), (30, True), (400, True)])
    def test_a_pair_is_replaced_from_its_age_on(self, days: int, due: bool) -> None:
        old = state(pair(created=NOW - timedelta(days=days)))
        assert agent(old, rotateAfterDays=30).get("rotate", False) is due

    def test_one_that_has_ended_is_replaced_whatever_its_age(self) -> None:
        old = state(pair(expire=NOW - timedelta(days=1)))
        assert agent(old, rotateAfterDays=30, expiresInDays=90)["rotate"] is True
        assert "rotate" not in agent(old, expiresInDays=90)

    @pytest.mark.parametrize(
        "old",
        [
            state(),
            state(pair(created=None)),
            state(pair(created=NOW - timedelta(days=99), generation=2)),
            UNKNOWN_STATE,
        ],
    )
    def test_one_of_unknown_age_or_of_another_generation_is_not(self, old: PreviousState) -> None:
        assert "rotate" not in agent(old, rotateAfterDays=30)

    def test_nothing_is_done_by_age_without_the_servers_time(self) -> None:
        old = state(pair(created=NOW - timedelta(days=99), retiring=(OLD,)))
        assert not {"rotate", "revoke"} & agent(old, None, rotateAfterDays=30, overlapDays=7).keys()


class TestRevocation:
    def test_a_replaced_pair_is_revoked_after_its_overlap(self) -> None:
        later = OLD.model_copy(update={"key": "l4ter", "until": NOW + timedelta(days=1)})
        assert agent(state(pair(retiring=(OLD, later))), overlapDays=7)["revoke"] == ["0ld"]

    def test_without_overlap_all_of_them_are(self) -> None:
        later = OLD.model_copy(update={"key": "l4ter", "until": NOW + timedelta(days=1)})
        assert agent(state(pair(retiring=(OLD, later))), None)["revoke"] == ["0ld", "l4ter"]

    def test_the_plan_names_who_used_a_pair_at_the_last_attempt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        lines: list[str] = []
        monkeypatch.setattr(pulumi.log, "info", lines.append)
        used = OLD.model_copy(update={"last_used": NOW, "last_used_from": "gpu-box-7"})
        agent(state(pair(retiring=(used,))), overlapDays=7)
        (line,) = lines
        assert "due for revocation since 2027-01-08" in line
        assert "last used 2027-01-10 12:00 UTC by gpu-box-7" in line


class TestRecorded:
    def test_all_pairs_of_the_name_are_recorded(self) -> None:
        assert agent(state(pair(retiring=(OLD,), replaces=("r",))))["recorded"] == ["0ld", "0wn", "r"]

    def test_a_new_pair_has_none_and_an_unknown_or_older_state_says_nothing(self) -> None:
        assert agent(state())["recorded"] == []
        assert "recorded" not in agent(UNKNOWN_STATE)
        assert "recorded" not in agent(state(pair(created=None)))

    def test_pairs_are_found_after_a_rename(self) -> None:
        assert agent(state(pair("acme-corp/agent")))["recorded"] == ["0wn"]


class TestGateway:
    def names(self, previous: PreviousState, **how: Any) -> set[str]:
        return set(account(previous, **how).of("Credentials"))

    def test_without_a_gateway_there_is_no_pair_of_it(self) -> None:
        assert self.names(state()) == {"acme/agent"}

    def test_with_a_gateway_or_on_request_there_is(self) -> None:
        both = {"acme/agent", "acme/gateway"}
        assert self.names(state(), has_gateway=True) == both
        assert self.names(state(), credentials={"gateway": {"enabled": True}}) == both

    def test_one_that_exists_stays_until_the_file_says_otherwise(self) -> None:
        existing = state(pair(), pair("acme/gateway"))
        assert self.names(existing) == {"acme/agent", "acme/gateway"}
        assert self.names(existing, credentials={"gateway": {"enabled": False}}) == {"acme/agent"}

    def test_an_unknown_state_revokes_nothing(self) -> None:
        assert self.names(UNKNOWN_STATE) == {"acme/agent", "acme/gateway"}

    def test_one_line_is_about_all_tenants(self) -> None:
        assert unused_gateway_pairs(["acme"]).startswith("tenant acme: ")
        assert unused_gateway_pairs(["acme", "globex", "umbrella"]).startswith("tenant acme and 2 more: ")


class TestTime:
    def test_it_is_asked_for_only_if_something_depends_on_it(self) -> None:
        assert needs_time((tenant(),), state(pair())) is False
        assert needs_time((tenant(credentials={"agent": {"rotateAfterDays": 9}}),), state()) is False
        assert needs_time((tenant(credentials={"agent": {"rotateAfterDays": 9}}),), state(pair())) is True
        assert needs_time((tenant(serviceUsers={"ci": {"rotateAfterDays": 9}}),), state(pair())) is True
        assert needs_time((tenant(),), state(pair(expire=NOW))) is True
        assert needs_time((tenant(),), state(pair(retiring=(OLD,)))) is True
