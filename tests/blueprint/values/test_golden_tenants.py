"""The tenants' golden files are what their settings make, and hold all that the vendor's guide says of a tenant."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.blueprint.values.golden_platforms import ARCHIVE
from tests.blueprint.values.golden_tenants import AGENT_PAIR, HOME, PAIR, SETS, files, site
from tests.blueprint.values.golden_yaml import read, text, without_comments

GUIDE = read(Path(__file__).parent / "guide_tenant.yaml")
KEYS = ("apiKey", "apiSecret")
BY_SECRET = "under another key, usually by the name of a Kubernetes Secret"
MENDED: dict[str, dict[str, Any]] = {
    "agent": {
        "imageCredentials.password": BY_SECRET,
        "clearml.agentk8sglueKey": AGENT_PAIR[0],
        "clearml.agentk8sglueSecret": AGENT_PAIR[1],
        "agentk8sglue.createQueues": False,
        "agentk8sglue.extraEnvs.CLEARML_AGENT_REDIS_PASSWORD": {
            "secretKeyRef": {"name": "clearml-redis", "key": "redis-password"}
        },
        "sessions.portModeEnabled": True,
        "sessions.externalIP": "192.0.2.10",
    },
    "gateway": {
        "imageCredentials.password": BY_SECRET,
        "clearml.apiServerUrlReference": "https://api.clearml.example",
        "clearml.apiserverKey": BY_SECRET,
        "clearml.apiserverSecret": BY_SECRET,
    },
}
"""Path in the guide's overrides → what stands there in ours."""


@pytest.fixture(autouse=True)
def the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ARCHIVE).touch()
    monkeypatch.chdir(tmp_path)


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Path → value of everything; an environment variable goes by its name."""
    if isinstance(value, list) and all("name" in one for one in value):
        value = {one["name"]: one.get("value", one.get("valueFrom")) for one in value}
        yield from ((".".join((*path, name)), one) for name, one in value.items())
    elif isinstance(value, dict) and value:
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    else:
        yield ".".join(path), value


@pytest.mark.parametrize("name", SETS)
def test_the_golden_files_are_what_the_settings_make(name: str) -> None:
    made = {file: text(documents) for file, documents in files(site(name)).items()}

    for file, content in made.items():
        assert without_comments((HOME / name / file).read_text()) == content, f"see golden_files.py: {file}"
    assert {path.name for path in (HOME / name).iterdir()} == {*made, "settings.yaml"}


@pytest.mark.parametrize("chart", ["agent", "gateway"])
def test_everything_of_the_guide_is_there(chart: str) -> None:
    ours = dict(leaves(read(HOME / "guide" / f"{chart}.yaml")))

    expected = {**dict(leaves(GUIDE[chart])), **MENDED[chart]}
    found = {path: ours.get(path, BY_SECRET) for path in expected}

    assert found == expected


@pytest.mark.parametrize("name", SETS)
def test_no_value_is_a_secret(name: str) -> None:
    """But for the key pairs of charts that take them in their values; there Pulumi encrypts them."""
    secret = {"password", "token"}
    agent = {"clearml.agentk8sglueKey", "clearml.agentk8sglueSecret"} if name == "guide" else set()
    gateway = {f"clearml.{part}" for part in (("apiServerKey", "apiServerSecret") if name == "guide" else KEYS)}
    for file, documents in files(site(name)).items():
        found = dict(each for document in documents for each in leaves(document))
        pairs = {path for path, value in found.items() if value in (*PAIR, *AGENT_PAIR)}

        assert not {key for path in found for key in path.split(".")} & secret
        assert pairs == {"agent.yaml": agent, "gateway.yaml": gateway}.get(file, set())
