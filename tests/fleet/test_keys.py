"""`fleet keys`: every key pair of a tenant's users with its status, and no secret."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fleet.app import app
from providers.clearml.api.client import Client
from providers.clearml.credentials import CredentialsProvider
from providers.clearml.keys.key_pairs import fingerprint
from tests.providers.clearml.world import World, bind, connection, new_member, outs
from tests.sandbox.clearml.process import KeyPair, simulator

PREFIX = "clearml-platform:dev:acme:"
SECRET_MARK = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}


@pytest.fixture
def world() -> Iterator[World]:
    with simulator() as server:
        client = Client(connection(server))
        yield World(server, client, new_member(client, "Acme", "ada@acme.example"))
        client.close()


@pytest.fixture
def exported(project: Path, monkeypatch: pytest.MonkeyPatch, world: World) -> list[dict[str, Any]]:
    """The resources in the state that a stand-in of Pulumi exports; tests add to the list before they run a command."""
    bin_ = project / "bin"
    bin_.mkdir()
    script = bin_ / "pulumi"
    script.write_text(f"#!/bin/sh\ncat {project}/state.json\n")
    script.chmod(script.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{bin_}:/usr/bin:/bin")
    pair, member = world.simulator.supervisor, world.member
    inputs = {"host": world.simulator.url, "accessKey": hidden(pair.access_key), "secretKey": hidden(pair.secret_key)}
    return [
        {"type": "pulumi:providers:pulumi-python", "urn": "urn::generated"},  # no inputs, and anywhere in the list
        {
            "type": "pulumi:providers:pulumi-python",
            "urn": "urn::clearml",
            "inputs": {f"clearml:{key}": value for key, value in inputs.items()},
        },
        noun("Company", "acme", member.company, {"tenant": "acme", "label": PREFIX}),
        noun("User", "acme", member.user, {"tenant": "acme", "company": member.company, "email": "ada@acme.example"}),
    ]


def hidden(value: Any) -> dict[str, Any]:
    return SECRET_MARK | {"plaintext": json.dumps(value)}


def noun(kind: str, name: str, id_: str, outputs: dict[str, Any]) -> dict[str, Any]:
    return {"type": f"pulumi-python:dynamic/clearml:{kind}", "urn": f"urn::{name}", "id": id_, "outputs": outputs}


def run(exported: list[dict[str, Any]], *arguments: str) -> str:
    Path("state.json").write_text(json.dumps({"deployment": {"resources": exported}}))
    result = CliRunner().invoke(app, ["keys", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def rotated(world: World) -> tuple[dict[str, Any], dict[str, Any]]:
    """The states of a pair before and after a new generation with overlap."""
    provider = bind(CredentialsProvider, world.client)
    first = {"purpose": "agent", "generation": 1, "label": f"{PREFIX}agent:g1", "recorded": []}
    made = outs(provider.create(world.membership | first))
    second = {"generation": 2, "label": f"{PREFIX}agent:g2:90d", "expires_in_days": 90, "overlap_days": 7}
    return made, outs(provider.update("agent", made, world.membership | first | second))


def test_each_pair_has_status_age_end_and_last_use(exported: list[dict[str, Any]], world: World) -> None:
    old, new = rotated(world)
    pair = KeyPair(old["pair"]["access_key"], old["pair"]["secret_key"])
    world.simulator.advance(3.5)
    world.simulator.call("users.get_current_user", pair=pair, X_Clearml_Worker="gpu-box-7")
    for label in (f"{PREFIX}ci:g3", "laptop"):
        world.client.create_credentials(world.member, label, None)
    exported.append(noun("Credentials", "acme/agent", "agent", new | {"pair": hidden(new["pair"])}))

    rows = {(row["purpose"], row["generation"]): row for row in json.loads(run(exported, "--json"))}

    until = new["retiring"][0]["until"][:10]
    assert {key: row["status"] for key, row in rows.items()} == {
        ("agent", 1): f"old until {until}",
        ("agent", 2): "current",
        ("ci", 3): "unknown",
        ("laptop", None): "other",
    }
    assert {row["owner"] for row in rows.values()} == {"ada@acme.example"}
    assert rows["agent", 1]["used_by"] == "gpu-box-7"
    assert rows["agent", 2]["last_used"] is None
    assert rows["agent", 2]["ends"][:4].isdigit()
    table = run(exported, "acme")
    assert [word for word in ("3 days", "in 86 days", "gpu-box-7", "never") if word not in table] == []
    assert "unknown: labelled by this stack" in table


def test_nothing_secret_is_shown(exported: list[dict[str, Any]], world: World) -> None:
    old, new = rotated(world)
    exported.append(noun("Credentials", "acme/agent", "agent", new | {"pair": hidden(new["pair"])}))
    shown = run(exported) + run(exported, "--json")
    pairs = (old["pair"], new["pair"])
    assert not [value for pair in pairs for value in (pair["access_key"], pair["secret_key"]) if value in shown]


def test_a_pair_that_the_server_lost_is_missing(exported: list[dict[str, Any]], world: World) -> None:
    _, new = rotated(world)
    exported.append(noun("Credentials", "acme/agent", "agent", new | {"pair": hidden(new["pair"])}))
    world.client.revoke_credentials(world.member, new["pair"]["access_key"])
    assert {row["status"] for row in json.loads(run(exported, "--json"))} >= {"missing"}
    assert "pulumi up --refresh" in run(exported)


def test_a_replaced_pair_that_awaits_its_revocation_is_named(exported: list[dict[str, Any]], world: World) -> None:
    provider = bind(CredentialsProvider, world.client)
    first = {"purpose": "agent", "generation": 1, "label": f"{PREFIX}agent:g1", "recorded": []}
    made = outs(provider.create(world.membership | first))
    second = {"generation": 2, "label": f"{PREFIX}agent:g2", "recorded": [fingerprint(made["pair"]["access_key"])]}
    new = outs(provider.create(world.membership | first | second))
    exported.append(noun("Credentials", "acme/agent", "agent", new))
    exported.append(noun("Credentials", "acme/agent", "agent", made) | {"delete": True})
    assert sorted(row["status"] for row in json.loads(run(exported, "--json"))) == ["current", "replaced"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("globex",), "no tenant globex; it has acme"), (("--stack", "dev"), "refused")],
)
def test_a_failure_is_one_line(
    exported: list[dict[str, Any]], world: World, arguments: tuple[str, ...], words: str
) -> None:
    if words == "refused":
        world.simulator.kill()
    Path("state.json").write_text(json.dumps({"deployment": {"resources": exported}}))
    result = CliRunner().invoke(app, ["keys", *arguments])
    assert result.exit_code == 1
    assert words in result.output.replace("\n", " ")
    assert len(result.output.strip().splitlines()) == 1


def test_without_pulumi_the_remedy_is_named(project: Path) -> None:
    result = CliRunner().invoke(app, ["keys"])
    assert result.exit_code == 1
    assert "not on PATH" in result.output
