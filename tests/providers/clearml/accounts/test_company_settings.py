"""Desired, stored and live settings are merged into one write."""

from hypothesis import given
from hypothesis import strategies as st

from providers.clearml.accounts.company_settings import CompanySettings, settings_body
from providers.clearml.api.models import CompanyDefaults

NOTHING = CompanySettings()


def test_only_differences_are_written() -> None:
    live = CompanySettings(allowed_users=10, features=("reports",))
    wanted = CompanySettings(allowed_users=12, features=("reports",))
    assert settings_body(wanted, live) == {"allowed_users": 12}


def test_an_unmanaged_setting_is_left_alone() -> None:
    assert settings_body(NOTHING, CompanySettings(allowed_users=3)) == {}


def test_an_empty_list_means_none() -> None:
    assert settings_body(CompanySettings(features=()), CompanySettings(features=("reports",))) == {"features": []}


def test_settings_that_the_server_reports_elsewhere_can_be_trusted() -> None:
    managed = CompanySettings(allowed_users=7, features=("reports",), cookie_domain="a.example")
    elsewhere = CompanyDefaults.model_validate({"allowed_users": 5, "limits": {"features": ["x"]}})
    assert CompanySettings.live(elsewhere, managed) == CompanySettings(allowed_users=5, features=())
    trusted = CompanySettings.live(elsewhere, managed, trust_absent=True)
    assert trusted == managed.model_copy(update={"allowed_users": 5})


def test_a_setting_of_another_type_counts_as_absent() -> None:
    odd = {"allowed_users": {"max": 5}, "features": {"reports": True}, "cookie_options": "a.example", "sso": []}
    assert CompanyDefaults.model_validate(odd) == CompanyDefaults()
    assert CompanyDefaults.model_validate({"allowed_users": "10"}).allowed_users == 10


def test_the_cookie_domain_has_a_shape_of_its_own() -> None:
    wanted = CompanySettings(cookie_domain="acme.apps.example")
    assert settings_body(wanted, NOTHING) == {"cookie_options": {"domain": "acme.apps.example"}}


def test_live_reports_managed_fields_only() -> None:
    defaults = CompanyDefaults(allowed_users=7, features=("b", "a"))
    assert CompanySettings.live(defaults, CompanySettings(features=("x",))) == CompanySettings(features=("a", "b"))


@given(st.lists(st.sampled_from(["applications", "pipelines", "reports", "permissions"])), st.randoms())
def test_order_and_repetition_of_features_mean_nothing(names: list[str], random: object) -> None:
    shuffled = sorted(names, key=lambda _: random.random())  # type: ignore[attr-defined]  # hypothesis' Random
    wanted = CompanySettings(features=tuple(shuffled + names[:1]))
    assert settings_body(wanted, CompanySettings(features=tuple(names))) == {}
