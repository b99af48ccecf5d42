"""Desired, stored and live settings are merged into one write."""

from hypothesis import given
from hypothesis import strategies as st

from providers.clearml.api.models import CompanyDefaults
from providers.clearml.shared.company_settings import CompanySettings, settings_body

NOTHING = CompanySettings()


def test_only_differences_are_written() -> None:
    live = CompanySettings(allowed_users=10, features=("reports",))
    wanted = CompanySettings(allowed_users=12, features=("reports",))
    assert settings_body(wanted, live, previous=live) == {"allowed_users": 12}


def test_an_unmanaged_setting_is_left_alone() -> None:
    assert settings_body(NOTHING, CompanySettings(allowed_users=3), previous=NOTHING) == {}


def test_a_list_that_is_no_longer_set_is_emptied() -> None:
    assert settings_body(NOTHING, NOTHING, previous=CompanySettings(features=("reports",))) == {"features": []}


def test_the_cookie_domain_has_a_shape_of_its_own() -> None:
    wanted = CompanySettings(cookie_domain="acme.apps.example")
    assert settings_body(wanted, NOTHING, NOTHING) == {"cookie_options": {"domain": "acme.apps.example"}}


def test_live_reports_managed_fields_only() -> None:
    defaults = CompanyDefaults(allowed_users=7, features=("b", "a"))
    assert CompanySettings.live(defaults, CompanySettings(features=("x",))) == CompanySettings(features=("a", "b"))


@given(st.lists(st.sampled_from(["applications", "pipelines", "reports", "permissions"])), st.randoms())
def test_order_and_repetition_of_features_mean_nothing(names: list[str], random: object) -> None:
    shuffled = sorted(names, key=lambda _: random.random())  # type: ignore[attr-defined]  # hypothesis' Random
    wanted = CompanySettings(features=tuple(shuffled + names[:1]))
    assert settings_body(wanted, CompanySettings(features=tuple(names)), NOTHING) == {}
