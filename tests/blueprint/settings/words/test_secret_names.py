"""Fields of an identity provider whose names are those of secrets are refused."""

import pytest

from blueprint.settings.words.secrets import sounds_secret

SECRET = ["client_secret", "secret_key", "client_secret_2", "access_token", "bind_passwd", "private_key_pem", "apiKey"]
HARMLESS = ["token_endpoint", "client_id", "public_key", "publicKey", "keycloak_realm", "claim_tenant", "jwks_url"]


@pytest.mark.parametrize("field", SECRET)
def test_a_secret_is_recognised_by_its_name(field: str) -> None:
    assert sounds_secret(field)


@pytest.mark.parametrize("field", HARMLESS)
def test_other_fields_are_left_alone(field: str) -> None:
    assert not sounds_secret(field)
