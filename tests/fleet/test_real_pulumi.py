"""The command line against the real engine: what `pulumi config --json` prints is what `check` reads."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def engine(home: Path) -> dict[str, str]:
    """The environment of an engine with nothing in it."""
    (home / "state").mkdir(parents=True)
    return os.environ | {
        "PULUMI_HOME": str(home / "home"),
        "PULUMI_BACKEND_URL": f"file://{home / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "throw-away",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


@pytest.mark.engine
def test_check_reads_the_configuration_that_pulumi_stored(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    environ = engine(project / "engine") | {"PYTHONPATH": str(ROOT)}
    assert shutil.which("pulumi"), "run `make setup` and take the environment of `make env`"
    (project / "Pulumi.dev.yaml").unlink()

    def call(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=project, env=environ, capture_output=True, text=True, timeout=120)

    for command in (
        ["stack", "init"],
        ["config", "set", "--path", "clearml:api.host", "https://api.clearml.example"],
        ["config", "set", "--secret", "clearml:apiAccessKey", "canary"],
        ["config", "set", "--secret", "clearml:apiSecretKey", "canary"],
        ["config", "set", "--path", "clearml:tenantDefaults.limits.users", "5"],
    ):
        done = call("pulumi", *command, "--non-interactive", "--stack", "dev")
        assert done.returncode == 0, done.stderr

    del environ["PULUMI_CONFIG_PASSPHRASE"]
    checked = call(sys.executable, "-m", "fleet", "check")

    assert checked.returncode == 0, checked.stderr
    assert "configuration from pulumi config." in checked.stderr
    assert "https://api.clearml.example" in checked.stdout
