"""The stack's secrets that each tenant receives."""

from pathlib import Path
from typing import Any

import pytest

from blueprint.stack.keys import ENCRYPTED
from tests.components.tenant_stack import tenants_of

PROVIDER = {"kind": "keycloak", "id": "kc"}
SSO = "ssoClientSecret-acme"


@pytest.mark.parametrize(("sso", "passed"), [({"tenant": "t-1"}, False), ({"provider": PROVIDER}, True)])
def test_a_client_secret_is_passed_only_with_a_provider(tmp_path: Path, sso: dict[str, Any], passed: bool) -> None:
    """A secret may be left in the configuration when the tenant's file no longer has its provider."""
    made = tenants_of(tmp_path / "tenants", {"acme": {"login": {"sso": sso}}}, **({SSO: ENCRYPTED} if passed else {}))

    (configuration,) = made.of("SsoConfiguration").values()

    assert bool(configuration.get("client_secret")) is passed
