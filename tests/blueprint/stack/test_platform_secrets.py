"""Which secrets a platform needs, may have, and must not have."""

import pytest

from blueprint.stack.keys import ENCRYPTED, Encrypted
from tests.blueprint.platform_config import CLUSTER, WHOLE, control_plane, gpu, server
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

ROOT = ("apiAccessKey", "apiSecretKey")
PROVIDER = {"loginProviders": {"auth0": {"clientId": "x"}}}
UNUSED = "a secret that this stack does not use"
SUPERVISOR = {"supervisor": {"email": "sup@acme.example"}}


def chart_secret(part: str, values: dict[str, object]) -> dict[str, object]:
    """A platform with secret values in one chart."""
    section = WHOLE.get(part, {})
    assert isinstance(section, dict)
    return WHOLE | {part: {**section, "chart": {**section.get("chart", {}), "secretValues": values}}}


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
        (chart_secret("controlPlane", {"redis": {"auth": {"password": "cache"}}}), "chartSecret-cache"),
        (chart_secret("redis", {"auth": {"password": "cache"}}), "chartSecret-cache"),
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


@pytest.mark.parametrize("key", ["apiAccessKey", "apiSecretKey", "tokenSigningSecret", "rootCredential-apps_agent_key"])
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


def test_a_secret_value_may_be_that_of_several_charts(folder: Folder) -> None:
    config = chart_secret("controlPlane", {"redis": {"auth": {"password": "cache"}}})
    assert folder.build(config | {"chartSecret-cache": ENCRYPTED}).platform is not None
    (line,) = folder.lines(config | {"chartSecret-cache": ENCRYPTED, "chartSecret-other": ENCRYPTED})
    assert matches(line, f"Pulumi.dev.yaml: clearml:chartSecret-other | {UNUSED}")


def test_a_stack_of_tenants_needs_no_secret_of_the_servers_chart(folder: Folder) -> None:
    config = chart_secret("controlPlane", {"redis": {"auth": {"password": "cache"}}}) | {"scope": "tenants"}
    assert not [line for line in folder.lines(config) if "chartSecret" in line]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"redis": {"auth": {"password": "two words"}}}, "redis.auth.password"),
        ({"redis": ["cache"]}, "redis"),
        ({"redis": {"auth": 7}}, "redis.auth"),
        ("cache", ""),
    ],
)
def test_secret_values_are_names_in_place_of_values(folder: Folder, values: object, place: str) -> None:
    config = WHOLE | {
        "controlPlane": {"baseDomain": "a.example", "chart": {"version": "1.0.0", "secretValues": values}}
    }
    (line,) = folder.lines(config)
    assert f"controlPlane.chart.secretValues{'.' if place else ''}{place}: found something else" in line
    assert "two words" not in line


def test_the_servers_own_credentials_may_be_set_one_by_one(folder: Folder) -> None:
    folder.build(WHOLE | {"rootCredential-apps_git_agent_user": ENCRYPTED, "rootCredential-fileserver_key": ENCRYPTED})
    (line,) = folder.lines(WHOLE | {"rootCredential-apiserver_key": ENCRYPTED})
    assert matches(line, f"Pulumi.dev.yaml: clearml:rootCredential-apiserver_key | {UNUSED}")
    (line,) = folder.lines(WHOLE | {"rootCredential-custom": ENCRYPTED})
    assert matches(line, f"Pulumi.dev.yaml: clearml:rootCredential-custom | {UNUSED}")


def test_a_key_that_the_program_does_not_know_can_be_added_to_the_credentials(folder: Folder) -> None:
    config = control_plane(credentialKeys=["custom"]) | {"rootCredential-custom": ENCRYPTED}
    assert folder.build(config).platform is not None
