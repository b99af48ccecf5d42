"""Archives and passwords of a platform are applied once, and again after a change."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.charts import pack
from sandbox.charts.chart import named
from tests.live.platform import canary
from tests.live.platform.conftest import NewSite
from tests.live.platform.late_server import LateServer, going_up, kept, root_pair
from tests.live.platform.site import Site, only_updates
from tests.live.tenants.run import Run
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

TALKATIVE = """
import sys
print("uploading with", sys.argv)
sys.exit(f"refused {sys.argv}" if open("apps/answer").read() == "no" else 0)
"""
"""A vendor's script that prints its arguments."""
UPLOADED = ["hpo 1.0.0", "jupyterlab 1.0.0"]


@pytest.fixture
def server(tmp_path: Path) -> LateServer:
    return LateServer.nowhere(tmp_path)


@pytest.fixture
def site(new_site: NewSite, server: LateServer) -> Iterator[Site]:
    """A platform without GPUs. Its root keys are generated: the engine removes configured secrets from its output
    and would hide a leak of ours."""
    made = new_site(server.url)
    made.without("gpu", "apiAccessKey", "apiSecretKey")
    made.store("redisPassword")
    yield made
    made.destroy().succeeded()


def test_archives_and_passwords_are_taken_again_when_they_change(site: Site, server: LateServer) -> None:
    up = going_up(site)
    up.until(lambda: bool(kept(site)))
    with server.started(root_pair(site)) as running:
        up.finished().succeeded()
        assert uploads(running) == UPLOADED
        assert site.preview().succeeded().steps == set()

        stores_change(site)
        assert uploads(running) == UPLOADED
        failures_are_lines_without_secrets(site, running)
        running.clear_calls()
        site.settings("applications", **site.applications())
        assert replaced(site.up().succeeded()) == {"applications"}
        assert uploads(running) == UPLOADED

        moved(site, running)
        assert ("update", "Command", "applications") in site.up().succeeded().steps
        assert uploads(running) == UPLOADED


def stores_change(site: Site) -> None:
    """Another password of Redis and another archive of the billing chart change nothing else."""
    site.store("redisPassword")
    site.settings("billing", **billing(site, "1.2.0"))
    assert only_updates(site.up().succeeded()) == {
        ("Secret", "redis-shared/clearml-redis"),
        ("Release", "redis"),
        ("Release", "clearml-billing"),
    }
    assert site.outputs()["platform"]["versions"]["clearml-billing"] == "1.2.0"
    assert site.outputs()["platformCredentials"]["redisPassword"] == site.secret["redisPassword"]


def failures_are_lines_without_secrets(site: Site, server: Simulator) -> None:
    """A script that prints its arguments and fails, one that succeeds, and a server that refuses the key."""
    site.settings("applications", **archive(site, answer="no"))
    refused = site.up().failed()
    assert "upload_apps.py ended with exit code 1: refused" in problem(refused)
    site.settings("applications", **archive(site, answer="yes"))
    completed = site.up().succeeded()
    server.fault("auth.login", kind="unauthorized", times=5)
    site.settings("applications", **site.applications())
    unauthorized = site.up().failed()
    assert "/auth.login answered 401: " in problem(unauthorized)
    server.clear_faults()
    runs = {"refused": refused.text, "completed": completed.text, "unauthorized": unauthorized.text}
    assert canary.places(kept(site), runs | {"state": site.export()}) == {}


def problem(run: Run) -> str:
    """Our line, below the plugin's line that names the command."""
    ((plugin, line),) = [text.splitlines() for text in run.problems()]
    assert plugin == 'exit status 1: running "python3 -m commands.upload_applications":'
    assert line.startswith("uploading applications to http://127.0.0.1:")
    return line


def uploads(server: Simulator) -> list[str]:
    """Applications and versions that the script has printed."""
    bodies = [call["body"] for call in server.calls("debug.ping") if call["body"]]
    return [f"{body['application']} {body['version']}" for body in bodies]


def billing(site: Site, version: str) -> dict[str, Any]:
    packed = pack.pack(named("clearml-billing", version), site.folder / "vendor")
    return {"archive": str(packed.relative_to(site.folder)), "sha256": pack.sha256(packed)}


def moved(site: Site, server: Simulator) -> None:
    """Another path of the archive, another address of the server, another root key."""
    path = site.folder / "vendor" / "apps.zip"
    path.rename(path.with_name("renamed.zip"))
    site.settings("applications", archive="vendor/renamed.zip")
    site.settings("api", host=server.url.replace("127.0.0.1", "localhost"))
    site.pulumi("config", "set", "--secret", "clearml:apiAccessKey", stdin=server.root.access_key)
    site.pulumi("config", "set", "--secret", "clearml:apiSecretKey", stdin=server.root.secret_key)


def archive(site: Site, answer: str) -> dict[str, str]:
    """An archive whose script prints its arguments and then succeeds or fails."""
    path = site.folder / "vendor" / f"{answer}.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("upload_apps.py", TALKATIVE)
        packed.writestr("apps/answer", answer)
    return {"archive": str(path.relative_to(site.folder)), "sha256": pack.sha256(path)}


def replaced(run: Run) -> set[str]:
    """Names of the resources that a run replaced; it must do nothing else."""
    assert {kind for _, kind, _ in run.steps} == {"Command"}
    return {name for operation, _, name in run.steps if operation == "replace"}
