"""The register of tenants: checks against the previous state that stop a run before anything is written."""

from typing import Any

import pytest

from providers.clearml.register import RegisterProvider
from providers.clearml.shared.same_server import ACCEPT

ONE, TWO = "1" * 32, "2" * 32


def register(*slugs: str, mode: str = "delete", **facts: Any) -> dict[str, Any]:
    return {"directory": "tenants/prod", "tenants": dict.fromkeys(slugs, mode), **facts}


def failures(olds: dict[str, Any], news: dict[str, Any]) -> list[str]:
    return [failure.reason for failure in RegisterProvider().check(olds, news).failures or []]


def test_each_tenant_has_a_company_of_its_own() -> None:
    good = register("acme", "globex", companies={"acme": ONE, "globex": TWO})
    assert failures({}, good) == []
    assert failures(good, good) == []
    (line,) = failures(
        good, register("acme", "globex", "initech", companies={"acme": ONE, "globex": TWO, "initech": ONE})
    )
    assert f"company {ONE} would belong to two tenants: tenants/prod/acme.yaml and tenants/prod/initech.yaml" in line


def test_a_company_does_not_move_to_another_file_by_adoption() -> None:
    (line,) = failures(register("acme"), register("acmecorp", companies={"acme": ONE, "acmecorp": ONE}))
    assert "`formerly: acme`" in line
    assert "tenants/prod/acmecorp.yaml takes over company" in line
    assert "tenants/prod/acme.yaml is missing" in line


def test_the_stored_companies_are_compared_if_the_previous_state_is_unknown() -> None:
    olds = register("acme", companies={"acme": ONE})
    assert len(failures(olds, register("acmecorp", companies={"acmecorp": ONE}))) == 1
    assert (
        failures(register("globex", companies={"acme": ONE}), register("acmecorp", companies={"acmecorp": ONE})) == []
    )


@pytest.mark.parametrize("mode", ["delete", "protect"])
def test_a_renamed_tenant_keeps_its_company(mode: str) -> None:
    olds = register("acme", mode=mode, companies={"acme": ONE})
    news = register("acmecorp", mode=mode, companies={"acme": ONE, "acmecorp": ONE}, formerly={"acmecorp": "acme"})
    assert failures(olds, news) == []
    both = news | {"tenants": {"acmecorp": mode, "globex": mode}, "companies": {"acme": ONE, "globex": ONE}}
    assert len(failures(olds, both)) == 1


def test_another_server_than_the_recorded_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    facts: dict[str, Any] = {"server": "bbb", "recorded": ["aaa"], "host": "https://other.example"}
    (line,) = failures({}, register("acme", **facts))
    assert "(aaa); this connection leads to bbb at https://other.example" in line
    assert failures({}, register("acme", **facts | {"recorded": ["bbb"]})) == []
    assert failures({}, register("acme", recorded=["aaa"])) == []
    monkeypatch.setenv(ACCEPT, "bbb")
    assert failures({}, register("acme", **facts)) == []


def test_facts_are_stored_and_are_no_change() -> None:
    provider = RegisterProvider()
    news = register("acme", server="aaa", recorded=["aaa"], companies={"acme": ONE})
    assert provider.check({}, news).inputs == news
    assert provider.diff("register", register("acme"), news).changes is False
    assert provider.diff("register", register("acme", companies={"acme": TWO}), register("acme")).changes is False
    assert provider.diff("register", register("globex"), news).changes is True
