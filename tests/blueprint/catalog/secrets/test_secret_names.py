"""Names of variables, Helm values and server fields that hold secrets are recognized; others are left alone."""

import pytest

from blueprint.catalog.secrets.names import key_holds_secret, sounds_secret, variable_holds_secret

SECRET = ["client_secret", "secret_key", "client_secret_2", "access_token", "bind_passwd", "private_key_pem", "apiKey"]
HARMLESS = ["token_endpoint", "client_id", "public_key", "publicKey", "keycloak_realm", "claim_tenant", "jwks_url"]
VARIABLES = [
    "CLEARML_AGENT_GIT_PASS",
    "CLEARML_API_ACCESS_KEY",
    "CLEARML_API_SECRET_KEY",
    "CLEARML_AGENT_REDIS_PASSWORD",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AZURE_STORAGE_KEY",
    "HF_TOKEN",
    "NGC_API_KEY",
    "WANDB_API_KEY",
    "DB_PASSWORD",
    "POSTGRES_PWD",
    "FLASK_SECRET",
    "DB_EXISTING_PASSWORD",
]
OTHER_VARIABLES = [
    "AWS_ACCESS_KEY_ID",
    "CLEARML_AGENT_GIT_USER",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "PASSWORD_FILE",
    "LS_BYPASS",
    "PARTITION_KEY",
    "PUBLIC_KEY",
    "TLS_SECRET_NAME",
    "DB_EXISTING_SECRET",
    "existingSecretKey",
    "MAX_TOKENS",
    "SSH_KEY_PATH",
]
KEYS = [
    "secretKey",
    "apiSecretKey",
    "CLEARML_API_SECRET_KEY",
    "FLASK_SECRET",
    "password",
    "rootPassword",
    "passwords",
    "gitPass",
    "db_pass",
    "replicaSetKey",
    "apiToken",
    "encryptionKey",
]
OTHER_KEYS = [
    "bypass",
    "existingSecret",
    "secretName",
    "tlsSecret",
    "topologyKey",
    "key",
    "publicKey",
    "usePassphrases",
    "passwordSecretKey",
    "TLS",
]
RANDOM = "Ab1" * 8


@pytest.mark.parametrize("field", SECRET)
def test_a_secret_field_of_the_server_is_recognized(field: str) -> None:
    assert sounds_secret(field)


@pytest.mark.parametrize("field", HARMLESS)
def test_other_fields_of_the_server_are_left_alone(field: str) -> None:
    assert not sounds_secret(field)


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_with_a_secret_is_recognized(name: str) -> None:
    assert variable_holds_secret(name, "hunter2")


@pytest.mark.parametrize("name", OTHER_VARIABLES)
def test_other_variables_are_left_alone(name: str) -> None:
    assert not variable_holds_secret(name, "some-value")


@pytest.mark.parametrize("key", KEYS)
def test_a_helm_value_with_a_secret_is_recognized(key: str) -> None:
    assert key_holds_secret(key, "hunter2", refers=False)


@pytest.mark.parametrize("key", OTHER_KEYS)
def test_other_helm_values_are_left_alone(key: str) -> None:
    assert not key_holds_secret(key, "some-value", refers=False)


@pytest.mark.parametrize(("value", "holds"), [(RANDOM, True), ("0f" * 16, True), ("my-secret-name", False)])
def test_a_vague_key_holds_a_secret_if_its_value_looks_generated(value: str, holds: bool) -> None:
    assert key_holds_secret("tlsSecret", value, refers=False) is holds
    assert not key_holds_secret("secretKey", value, refers=True)
