"""The operator's own domain is refused as a tenant's login domain."""

from typing import Any

import pytest

from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.operator_domains import operator_domain_problems


def tenants(*domains: str, confirmed: tuple[str, ...] = ()) -> dict[str, TenantSettings]:
    login = {"domains": domains, "confirmedDomains": confirmed}
    raw = {"slug": "acme", "name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}, "login": login}
    return {"acme.yaml": TenantSettings.model_validate(raw, by_alias=True)}


def platform(**server: Any) -> PlatformSettings:
    control_plane = {"baseDomain": "ml.operator.example", "server": server}
    raw = {"cluster": {"context": "x", "identifier": "x"}, "controlPlane": control_plane}
    return PlatformSettings.model_validate(raw, by_alias=True, by_name=False)


def api(host: str) -> ApiSettings:
    return ApiSettings.model_validate({"host": host})


@pytest.mark.parametrize("domain", ["operator.co.uk", "api.ml.operator.co.uk"])
def test_the_domain_of_the_api_address(domain: str) -> None:
    (problem,) = operator_domain_problems(api("https://api.ml.operator.co.uk"), None, tenants("a.example", domain))
    assert problem.path.startswith("login.domains[")
    assert "clearml:api.host" in problem.found


@pytest.mark.parametrize("domain", ["operator.example", "ml.operator.example", "people.example"])
def test_base_domain_and_supervisor(domain: str) -> None:
    described = platform(supervisor={"email": "root@people.example"})
    (problem,) = operator_domain_problems(api("https://10.0.0.1"), described, tenants(domain))
    assert domain in problem.found


def test_a_domain_that_looks_like_the_operators_is_refused() -> None:
    domain = "\N{CYRILLIC SMALL LETTER O}perator.example".encode("idna").decode()
    (problem,) = operator_domain_problems(api("https://10.0.0.1"), platform(), tenants(domain))
    assert "looks like the operator's own domain" in problem.found


@pytest.mark.parametrize(
    "host", ["https://10.0.0.1", "http://localhost:8008", "https://[::1]", "https://api.clearml.example"]
)
def test_other_domains_are_accepted(host: str) -> None:
    assert list(operator_domain_problems(api(host), platform(), tenants("acme.example"))) == []


def test_a_confirmed_domain_is_accepted() -> None:
    files = tenants("operator.example", confirmed=("operator.example",))
    assert list(operator_domain_problems(None, platform(), files)) == []
