"""Reading Pulumi's own configuration."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pulumi
import pytest
from pulumi.runtime import reset_options, set_all_config

from settings.load import load, secrets

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
SSO = "login: {sso: {provider: {kind: keycloak, id: kc}}}\n"
SECRETS = {"clearml:apiAccessKey": "access", "clearml:apiSecretKey": "secret", "clearml:ssoClientSecret-acme": "sso"}
PLAIN = {"clearml:api": json.dumps({"host": "https://api.clearml.example"}), "other:key": "x"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A program folder with one tenant, as a running Pulumi program of the stack `dev` sees it."""
    for name in ("CLEARML_API_HOST", "CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY", "PULUMI_CONFIG"):
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
    read = secrets(load(program))
    found = (read.access_key, read.secret_key, *read.sso_client_secrets.values())
    return [(await output.future(), await output.is_secret()) for output in found if output is not None]


def test_secrets_stay_secret(program: Path) -> None:
    assert asyncio.run(revealed(program)) == [("access", True), ("secret", True), ("sso", True)]


def test_the_environments_pair_leaves_the_stacks_empty(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_ACCESS_KEY", "access")
    monkeypatch.setenv("CLEARML_API_SECRET_KEY", "secret")
    set_all_config(PLAIN | {"clearml:ssoClientSecret-acme": "sso"}, ["clearml:ssoClientSecret-acme"])

    assert asyncio.run(revealed(program)) == [("sso", True)]


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
    assert "found a secret in clear" in lines[0]
    assert "found nothing" in lines[2]
    assert caught.value.__cause__ is None
