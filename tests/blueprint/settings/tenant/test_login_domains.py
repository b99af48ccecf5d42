"""Domains in which strangers have addresses are refused as login domains, unless the file confirms them."""

import pytest
from pydantic import ValidationError

from blueprint.catalog.mail_domains import is_mail_provider, is_public_suffix, registered_domain
from blueprint.settings.tenant.login import LoginSettings
from blueprint.settings.tenant.tenant import TenantSettings

PROVIDERS = ("gmail.com", "GMAIL.com", "live.cn", "qq.com", "gmx.de", "tutanota.com", "mailinator.com", "x.yahoo.com")
SUFFIXES = ("co.uk", "com.au", "github.io", "appspot.com", "foo.ck")
OWN = ("acme.example", "acme.co.uk", "acme.com", "research.acme.de", "acme.github.io", "www.ck")


@pytest.mark.parametrize("domain", [*PROVIDERS, *SUFFIXES])
def test_domains_of_strangers_need_a_confirmation(domain: str) -> None:
    with pytest.raises(ValidationError, match="confirmedDomains"):
        LoginSettings.model_validate({"domains": ["acme.example", domain]})
    confirmed = {"domains": [domain], "confirmedDomains": [domain]}
    assert LoginSettings.model_validate(confirmed, by_alias=True).domains == (domain.lower(),)


@pytest.mark.parametrize("domain", OWN)
def test_domains_of_one_owner_are_accepted(domain: str) -> None:
    assert LoginSettings.model_validate({"domains": [domain]}).domains == (domain,)


def test_single_addresses_of_a_provider_are_accepted() -> None:
    assert LoginSettings.model_validate({"users": ["ada@gmail.com"]}).users == ("ada@gmail.com",)


@pytest.mark.parametrize("domain", ["co.uk", ".co.uk", ".github.io"])
def test_no_cookie_for_a_public_suffix(domain: str) -> None:
    """Browsers keep none, or send it to every site below."""
    tenant = {"slug": "acme", "name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}}
    with pytest.raises(ValidationError, match="public suffix"):
        TenantSettings.model_validate(tenant | {"cookieDomain": domain}, by_alias=True)


def test_kinds_of_domains() -> None:
    assert (is_public_suffix("co.uk"), is_public_suffix("acme.co.uk")) == (True, False)
    assert (is_mail_provider("gmail.com"), is_mail_provider("acme.com")) == (True, False)
    assert registered_domain("api.clearml.acme.co.uk") == "acme.co.uk"
    assert registered_domain("localhost") == "localhost"
