"""Warnings of key pairs that end, from the state alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.previous import PreviousPair, PreviousState, PreviousTenant
from components.tenant.expiry import expiry_warnings

NOW = datetime(2027, 1, 10, 12, tzinfo=UTC)


def tenant(**keys: Any) -> TenantSettings:
    usual = {"slug": "acme", "name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}}
    return TenantSettings.model_validate(usual | keys)


def warnings(expire: datetime | None, name: str = "acme/agent", **keys: Any) -> list[str]:
    pair = PreviousPair(name=name, user="u", purpose="agent", label="l", generation=1, expire=expire)
    state = PreviousState(tenants={"acme": PreviousTenant(pairs=(pair,))})
    return list(expiry_warnings((tenant(**keys),), state, NOW))


@pytest.mark.parametrize(("days", "word"), [(13.9, "in 13 days"), (1, "in 1 day"), (0.5, "in 0 days"), (-2, "ended")])
def test_a_pair_that_ends_within_two_weeks_or_has_ended_is_one_line(days: float, word: str) -> None:
    (line,) = warnings(NOW + timedelta(days=days))
    assert word in line
    assert "acme/agent" in line
    assert "credentials.agent.generation to 2" in line


def test_other_pairs_are_not_mentioned() -> None:
    soon = NOW + timedelta(days=1)
    assert warnings(None) == []
    assert warnings(NOW + timedelta(days=15)) == []
    assert warnings(soon, "acme/no-longer-in-the-file") == []
    assert warnings(soon, credentials={"agent": {"generation": 2}}) == []
    assert warnings(soon, state="suspended") == []


def test_a_service_user_has_a_setting_of_its_own() -> None:
    (line,) = warnings(NOW, "acme/service-users/bot", serviceUsers={"bot": {}})
    assert "serviceUsers.bot.generation to 2" in line


def test_a_time_without_zone_is_universal_time() -> None:
    assert len(warnings(NOW.replace(tzinfo=None) + timedelta(days=1))) == 1
