"""The archive of GUI applications: its format, and the effect of its script on a server."""

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.charts import applications, pack
from tests.sandbox.clearml.process import KeyPair, Simulator, new_pair, simulator

CommandLine = Callable[[Simulator, KeyPair], list[str]]
APPLICATIONS = ["hyperparameter-optimization.zip", "jupyterlab.zip"]


@pytest.fixture(scope="module")
def server() -> Iterator[Simulator]:
    with simulator() as running:
        yield running


@pytest.fixture
def unpacked(tmp_path: Path) -> Path:
    with zipfile.ZipFile(applications.write(tmp_path)) as archive:
        archive.extractall(tmp_path / "apps-archive")
    return tmp_path / "apps-archive"


def _upload(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "upload_apps.py", *arguments], cwd=folder, capture_output=True, text=True, timeout=60
    )


def _newest(server: Simulator, pair: KeyPair) -> list[str]:
    return ["--host", server.url, "--key", pair.access_key, "--secret", pair.secret_key, "--command", "upload"]


def _guide(server: Simulator, pair: KeyPair) -> list[str]:
    return ["--host", server.url, "--user", pair.access_key, "--password", pair.secret_key]


def test_archive_holds_a_script_and_a_folder_of_archives(unpacked: Path) -> None:
    assert (unpacked / "upload_apps.py").is_file()
    assert sorted(path.name for path in (unpacked / "apps").iterdir()) == APPLICATIONS


def test_same_content_is_the_same_archive(tmp_path: Path) -> None:
    first, second = applications.write(tmp_path / "first"), applications.write(tmp_path / "second")
    assert pack.sha256(first) == pack.sha256(second)


@pytest.mark.parametrize("form", [_newest, _guide])
def test_both_command_lines_announce_every_application(server: Simulator, unpacked: Path, form: CommandLine) -> None:
    server.clear_calls()
    done = _upload(unpacked, *form(server, server.root), "--dir", "apps", "-ml")
    assert done.returncode == 0, done.stderr
    assert [call["status"] for call in server.calls("auth.login")] == [200]
    announced = server.calls("debug.ping")
    assert [call["body"] for call in announced] == [
        {"application": "hpo", "version": "1.0.0"},
        {"application": "jupyterlab", "version": "1.0.0"},
    ]
    assert {call["caller"] for call in announced} == {"__platform__"}
    assert server.root.secret_key not in done.stdout + done.stderr


def test_one_application_alone(server: Simulator, unpacked: Path) -> None:
    server.clear_calls()
    done = _upload(unpacked, *_newest(server, server.root), "--files", "apps/jupyterlab.zip")
    assert done.stdout == "uploaded JupyterLab 1.0.0\n"
    assert len(server.calls("debug.ping")) == 1


def test_wrong_credentials_are_one_line_without_the_secret(server: Simulator, unpacked: Path) -> None:
    stranger = new_pair("stranger")
    done = _upload(unpacked, *_newest(server, stranger), "--dir", "apps", "-ml")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "auth.login answered 401" in done.stderr
    assert stranger.secret_key not in done.stdout + done.stderr


def test_a_server_that_is_not_there_is_one_line(unpacked: Path) -> None:
    pair = new_pair("unknown")
    done = _upload(
        unpacked, "--host", "127.0.0.1:9", "--key", pair.access_key, "--secret", pair.secret_key, "--dir", "apps"
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "http://127.0.0.1:9/auth.login cannot be reached" in done.stderr


def test_a_folder_without_applications_is_refused(server: Simulator, unpacked: Path) -> None:
    (unpacked / "empty").mkdir()
    done = _upload(unpacked, *_newest(server, server.root), "--dir", "empty")
    assert (done.returncode, done.stderr) == (1, "upload_apps: no application archive in empty\n")
