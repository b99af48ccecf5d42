"""Which secrets a platform needs, may have, and must not have."""

import pytest

from blueprint.stack.keys import ENCRYPTED, Encrypted
from tests.blueprint.platform_config import CLUSTER, WHOLE, gpu, server
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

ROOT = ("apiAccessKey", "apiSecretKey")
PROVIDER = {"loginProviders": {"auth0": {"clientId": "x"}}}
UNUSED = "a secret that this stack does not use"
SUPERVISOR = {"supervisor": {"email": "sup@acme.example"}}


def heads(lines: list[str]) -> list[str]:
    """Return key and finding of each line."""
    return [line.removeprefix("Pulumi.dev.yaml: clearml:").split(", expected")[0] for line in lines]


@pytest.mark.parametrize(
    ("config", "missing"),
    [
        (WHOLE | {"registryToken": None}, "registryToken"),
        (gpu(cdmo={"chart": {"version": "1.0.0"}}), "registryToken"),
        (server(**PROVIDER), "loginClientSecret-auth0"),
        (server(extraSecrets={"secure.x.password": "ldap"}), "serverSecret-ldap"),
    ],
)
def test_a_secret_that_a_part_needs_is_missing(folder: Folder, config: dict[str, object], missing: str) -> None:
    given = {key: value for key, value in config.items() if value is not None}

    (line,) = folder.lines(given)
    assert matches(line, f"Pulumi.dev.yaml: clearml:{missing} | nothing | --secret clearml:{missing}")


def test_billing_by_chart_needs_two_secrets_even_while_its_archive_is_missing(folder: Folder) -> None:
    assert heads(folder.lines(CLUSTER | {"billing": {"mode": "chart"}})) == [
        "billing.archive: found nothing",
        "billingKafkaPassword: found nothing",
        "billingRegistryToken: found nothing",
    ]


def test_root_keys_are_generated_for_a_server_that_is_made_here(folder: Folder) -> None:
    assert folder.build(WHOLE, without=ROOT).platform is not None

    (line,) = folder.lines(WHOLE, without=ROOT[1:])

    assert matches(line, "Pulumi.dev.yaml: clearml:apiAccessKey | one half | apiSecretKey")


@pytest.mark.parametrize("given", ["supervisorAccessKey", "supervisorSecretKey"])
def test_a_supervisor_has_both_keys_or_generated_ones(folder: Folder, given: str) -> None:
    assert folder.build(server(**SUPERVISOR)).platform is not None
    assert heads(folder.lines(server(**SUPERVISOR) | {given: ENCRYPTED})) == [f"{given}: found one half of a key pair"]


@pytest.mark.parametrize(
    "secret",
    ["redisPassword", "tokenSigningSecret", "supervisorAccessKey", "billingKafkaPassword", "loginClientSecret-okta"],
)
def test_an_unused_secret_is_refused(folder: Folder, secret: str) -> None:
    assert heads(folder.lines(CLUSTER | {secret: ENCRYPTED})) == [f"{secret}: found {UNUSED}"]


def test_the_secret_with_a_similar_name_is_suggested(folder: Folder) -> None:
    lines = folder.lines(server(**PROVIDER) | {"loginClientSecret-auth": ENCRYPTED})

    assert matches(lines[0], "Pulumi.dev.yaml: clearml:loginClientSecret-auth | loginClientSecret-auth0")


def test_a_secret_of_the_platform_in_a_stack_of_tenants_is_refused(folder: Folder) -> None:
    (line,) = folder.lines({"scope": "tenants", "redisPassword": ENCRYPTED})

    assert f"clearml:redisPassword: found {UNUSED}" in line


@pytest.mark.parametrize("key", ["apiAccessKey", "apiSecretKey", "tokenSigningSecret"])
def test_a_root_secret_that_the_server_would_misread_is_refused(folder: Folder, key: str) -> None:
    (line,) = folder.lines(WHOLE | {key: Encrypted.MISREAD})

    assert matches(line, f"Pulumi.dev.yaml: clearml:{key} | not shown | misread")


def test_other_secrets_and_other_servers_may_hold_anything(folder: Folder) -> None:
    folder.build({"apiAccessKey": Encrypted.MISREAD})
    folder.build(server(**PROVIDER) | {"loginClientSecret-auth0": Encrypted.MISREAD})


def test_a_secret_of_the_platform_in_plain_text_is_refused_and_not_repeated(folder: Folder) -> None:
    (line,) = folder.lines(WHOLE | {"registryToken": "hunter2"})

    assert matches(line, "Pulumi.dev.yaml: clearml:registryToken | plain text")
    assert "hunter2" not in line


def test_a_client_secret_may_outlive_its_tenant(folder: Folder) -> None:
    folder.build({"ssoClientSecret-gone": ENCRYPTED})
