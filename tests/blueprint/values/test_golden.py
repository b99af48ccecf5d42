"""The golden files follow from the settings beside them, and the server reads the intended values from them."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from blueprint.settings import secrets as table
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.platform.hocon import encode
from blueprint.values.platform.server_settings import secret_settings
from tests.blueprint.values.apiserver import container_environment, leaves, settings
from tests.blueprint.values.golden_platforms import ARCHIVE, SETS, files, platform
from tests.blueprint.values.golden_yaml import FOLDER, commented, text, without_comments

BY_HAND = {"settings.yaml", "read-by-the-server.yaml"}
NASTY = 'p#ss @"${HOME}" $(PATH) $$ \\ 3d'
"""What a secret may look like; the server must read it as it is."""
WORDS = {
    "billing_kafka_password": table.BILLING_KAFKA_PASSWORD.key,
    "login_client_secrets": table.LOGIN_CLIENT_SECRET.prefix,
    "server_secrets": table.SERVER_SECRET.prefix,
    "supervisor_access_key": table.SUPERVISOR_ACCESS_KEY.key,
    "supervisor_secret_key": table.SUPERVISOR_SECRET_KEY.key,
}


@pytest.fixture(autouse=True)
def the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ARCHIVE).touch()
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", SETS)
def test_the_golden_files_are_what_the_settings_make(name: str) -> None:
    made = {file: text(documents) for file, documents in files(platform(name)).items()}

    for file, content in made.items():
        assert without_comments((FOLDER / name / file).read_text()) == content, f"see golden_files.py: {file}"
    assert {path.name for path in (FOLDER / name).iterdir()} == set(made) | BY_HAND


@pytest.mark.parametrize("name", SETS)
def test_the_server_reads_the_intended_values(name: str) -> None:
    made = platform(name)
    values = YAML(typ="safe").load(FOLDER / name / "clearml-enterprise.yaml")
    meant = YAML(typ="safe").load(FOLDER / name / "read-by-the-server.yaml")

    read = settings(container_environment(values["apiserver"]["extraEnvs"], secrets(made, NASTY)))

    secret = {path for path, value in meant.items() if str(value).startswith("secret of ")}
    assert leaves(read) == {path: NASTY if path in secret else value for path, value in meant.items()}
    kinds = {path: type(value) for path, value in leaves(read).items()}
    assert kinds == {path: type(value) for path, value in meant.items()}


@pytest.mark.parametrize("name", SETS)
def test_each_secret_goes_where_it_belongs(name: str) -> None:
    meant = YAML(typ="safe").load(FOLDER / name / "read-by-the-server.yaml")

    sources = secret_settings(platform(name))

    found = {key.removeprefix("CLEARML__").replace("__", ".").lower(): source for key, source in sources.items()}
    assert found == {path: key_of(value) for path, value in meant.items() if str(value).startswith("secret of ")}


def key_of(text: str) -> str:
    """The stack's key of a secret as the files by hand describe it: `secret of <words> [<name>]`."""
    words, _, name = text.removeprefix("secret of ").partition(" ")
    return WORDS[words] + name


def secrets(made: PlatformSettings, value: str) -> dict[str, str]:
    """The content of the Secret, as the component writes it."""
    return {key: encode(value) for key in secret_settings(made)}


def walk(value: Any) -> list[str]:
    """Every text in plain data, keys too."""
    if isinstance(value, dict):
        return [text for pair in value.items() for part in pair for text in walk(part)]
    return [text for item in value for text in walk(item)] if isinstance(value, list) else [str(value)]


@pytest.mark.parametrize("name", SETS)
def test_no_key_of_the_charts_holds_a_secret(name: str) -> None:
    for documents in files(platform(name)).values():
        words = {word.lower() for document in documents for word in walk(document)}
        assert not words & {"password", "apiserverkey", "apiserversecret", "secureauthtokensecret", "token"}


def test_comments_stay_before_their_lines() -> None:
    old = "# top\na: 1\nb:\n  # why\n  c: 2\nd:\n  c: 2\n"

    assert (
        commented("a: 1\nz: 0\nb:\n  c: 2\nd:\n  c: 2\n", old) == "# top\na: 1\nz: 0\nb:\n  # why\n  c: 2\nd:\n  c: 2\n"
    )
    with pytest.raises(KeyError, match="why"):
        commented("a: 1\n", old)
