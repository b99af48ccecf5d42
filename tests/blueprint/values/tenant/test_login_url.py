"""The address of a tenant's own sign-in."""

from typing import Any

import pytest

from blueprint.settings.platform.api import ApiSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.rules.warnings import tenant_login_warnings
from blueprint.values.tenant.login_url import login_url


def tenant(**keys: Any) -> TenantSettings:
    usual = {"slug": "acme", "name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}}
    return TenantSettings.model_validate(usual | {"login": {"sso": {"tenant": "ac me/1"}}} | keys, by_alias=True)


def platform(server: dict[str, Any]) -> PlatformSettings:
    control_plane = {"baseDomain": "clearml.example", "server": server}
    raw = {"cluster": {"context": "x", "identifier": "x"}, "controlPlane": control_plane}
    return PlatformSettings.model_validate(raw, by_alias=True, by_name=False)


@pytest.mark.parametrize(
    ("api", "expected"),
    [
        ({"host": "https://api.ml.example:8443"}, "https://app.ml.example:8443/login/ac%20me%2F1"),
        ({"host": "https://server.example"}, None),
        ({"host": "https://server.example", "webUrl": "https://web.example/"}, "https://web.example/login/ac%20me%2F1"),
    ],
)
def test_it_follows_from_the_api_address_or_the_setting(api: dict[str, Any], expected: str | None) -> None:
    assert login_url(tenant(), ApiSettings.model_validate(api, by_alias=True), None) == expected


def test_it_follows_from_the_described_server() -> None:
    api = ApiSettings.model_validate({"host": "https://server.example"})
    assert login_url(tenant(), api, platform({})) == "https://app.clearml.example/login/ac%20me%2F1"


@pytest.mark.parametrize("keys", [{"login": {}}, {"login": {"sso": {}}}, {"state": "suspended"}])
def test_there_is_none_without_an_external_tenant_or_while_suspended(keys: dict[str, Any]) -> None:
    assert login_url(tenant(**keys), ApiSettings.model_validate({"host": "https://api.ml.example"}), None) is None


def test_a_server_without_sign_in_per_tenant_causes_a_warning() -> None:
    (line,) = tenant_login_warnings(platform({}), [tenant()])
    assert "clearml:controlPlane.server.tenantLogin" in line
    assert "acme" in line
    assert list(tenant_login_warnings(platform({"tenantLogin": True}), [tenant()])) == []
    assert list(tenant_login_warnings(platform({}), [tenant(login={})])) == []
    assert list(tenant_login_warnings(None, [tenant()])) == []
