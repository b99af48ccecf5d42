"""Reading Pulumi's own configuration."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime import reset_options, set_all_config

from blueprint.stack.load import load, secrets

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
SSO = "login: {sso: {provider: {kind: keycloak, id: kc}}}\n"
SECRETS = {"clearml:apiAccessKey": "access", "clearml:apiSecretKey": "secret", "clearml:ssoClientSecret-acme": "sso"}
PLAIN = {"clearml:api": json.dumps({"host": "https://api.clearml.example"}), "other:key": "x"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program folder with one tenant, as a running Pulumi program of the stack `dev` sees it."""
    for name in (
        "CLEARML_API_HOST",
        "CLEARML_API_ACCESS_KEY",
        "CLEARML_API_SECRET_KEY",
        "CLEARML_KUBE_CONTEXT",
        "PULUMI_CONFIG",
    ):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "tenants" / "dev"
    folder.mkdir(parents=True)
    (folder / "acme.yaml").write_text(ACME + SSO)
    reset_options(project="clearml-platform", stack="dev")
    set_all_config(PLAIN | SECRETS, list(SECRETS))
    yield tmp_path
    set_all_config({}, [])
    reset_options()


def test_settings_come_from_the_stacks_keys_and_files(program: Path) -> None:
    settings = load(program)

    assert (settings.project, settings.stack, settings.scope) == ("clearml-platform", "dev", "all")
    assert settings.api.host == "https://api.clearml.example"
    assert [tenant.slug for tenant in settings.tenants] == ["acme"]


async def revealed(program: Path) -> list[tuple[object, bool]]:
    """Return each secret's value, and whether Pulumi treats it as one."""
    load(program)
    read = secrets()
    outputs = (read.access_key, read.secret_key, read.get("ssoClientSecret-acme"))
    return [(await output.future(), await output.is_secret()) for output in outputs if output is not None]


def test_secrets_stay_secret(program: Path) -> None:
    assert asyncio.run(revealed(program)) == [("access", True), ("secret", True), ("sso", True)]


def test_the_environments_pair_leaves_the_stacks_empty(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_ACCESS_KEY", "access")
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", "secret")
    set_all_config(PLAIN | {"clearml:ssoClientSecret-acme": "sso"}, ["clearml:ssoClientSecret-acme"])

    assert asyncio.run(revealed(program)) == [("sso", True)]


PLATFORM = PLAIN | {
    "clearml:cluster": json.dumps({"context": "production"}),
    "clearml:redis": "{}",
    "clearml:controlPlane": json.dumps(
        {
            "baseDomain": "clearml.example",
            "chart": {"version": "11.0.2"},
            "server": {
                "loginProviders": {"auth0": {"clientId": "x"}},
                "extraSecrets": {"secure.ldap.password": "ldap"},
                "supervisor": {"email": "sup@acme.example"},
            },
        }
    ),
}
PLATFORM_SECRETS = {
    "clearml:registryToken": "registry",
    "clearml:redisPassword": "redis",
    "clearml:tokenSigningSecret": "signing",
    "clearml:supervisorAccessKey": "supervisor-1",
    "clearml:supervisorSecretKey": "supervisor-2",
    "clearml:loginClientSecret-auth0": "a$b#c",
    "clearml:serverSecret-ldap": "12345",
}


async def platform_secrets(program: Path) -> dict[str, object]:
    """Return the platform's secrets by key, revealed; every one of them must be a secret for Pulumi."""
    load(program)
    read = {f"clearml:{key}": output for key, output in secrets().values.items()}
    assert all([await output.is_secret() for output in read.values()])
    return {key: await output.future() for key, output in read.items() if key not in SECRETS}


def test_the_platforms_secrets_stay_secret(program: Path) -> None:
    set_all_config(SECRETS | PLATFORM | PLATFORM_SECRETS, [*SECRETS, *PLATFORM_SECRETS])

    assert asyncio.run(platform_secrets(program)) == PLATFORM_SECRETS


def test_without_a_platform_there_are_no_secrets_of_it(program: Path) -> None:
    assert asyncio.run(platform_secrets(program)) == {}


def test_a_stack_of_tenants_alone_has_the_secrets_that_workers_use(program: Path) -> None:
    """Those of the server that it describes are another stack's."""
    charts = {part: {"chart": {"version": "1.0.0"}} for part in ("agent", "gateway")}
    described = PLATFORM | {"clearml:scope": "tenants", "clearml:workers": json.dumps(charts)}
    used = {key: PLATFORM_SECRETS[key] for key in ("clearml:registryToken", "clearml:redisPassword")}
    set_all_config(SECRETS | described | used, [*SECRETS, *used])

    assert asyncio.run(platform_secrets(program)) == used
    assert list(load(program).plans) == ["acme"]


@pytest.mark.parametrize("value", ["12345678901234567890", "3d-canary", "canary#x"])
def test_a_root_secret_that_the_server_would_misread_is_refused_and_not_shown(program: Path, value: str) -> None:
    wrong = SECRETS | {"clearml:apiSecretKey": value}
    set_all_config(wrong | PLATFORM | PLATFORM_SECRETS, [*wrong, *PLATFORM_SECRETS])

    with pytest.raises(pulumi.RunError, match=r"clearml:apiSecretKey: found a value \(not shown\)") as caught:
        load(program)

    assert value not in str(caught.value)


def test_every_problem_is_one_line_of_a_run_error(program: Path) -> None:
    encrypted = [key for key in SECRETS if key != "clearml:apiSecretKey"]
    set_all_config(PLAIN | SECRETS | {"clearml:scop": "all", "clearml:ssoClientSecret-acme": ""}, encrypted)

    with pytest.raises(pulumi.RunError) as caught:
        load(program)

    heading, *lines = str(caught.value).splitlines()
    assert heading == "3 problems in the settings of stack dev:"
    assert [line.split(": found")[0] for line in lines] == [
        "Pulumi.dev.yaml: clearml:apiSecretKey",
        "Pulumi.dev.yaml: clearml:scop",
        "Pulumi.dev.yaml: clearml:ssoClientSecret-acme",
    ]
    assert "found a secret in plain text" in lines[0]
    assert "found nothing" in lines[2]
    assert caught.value.__cause__ is None
