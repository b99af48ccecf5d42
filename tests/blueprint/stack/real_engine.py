"""A Pulumi engine of its own, with empty home and state, for programs that only read settings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


class Engine:
    """Runs commands in a program's folder; the project's rooms are importable there."""

    def __init__(self, program: Path, home: Path) -> None:
        assert shutil.which("pulumi"), "no pulumi on PATH: run `make setup`, then `eval $(make -s env)`"
        (home / "state").mkdir(parents=True)
        self.program = program
        self.environ = {name: value for name, value in os.environ.items() if not name.startswith("CLEARML_")} | {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PULUMI_HOME": str(home / "home"),
            "PULUMI_BACKEND_URL": f"file://{home / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "throw-away",
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            command, cwd=self.program, env=self.environ, capture_output=True, text=True, timeout=180, check=False
        )

    def pulumi(self, *arguments: str) -> str:
        """Run a command of Pulumi on the stack `dev`, which must succeed; return what it printed."""
        done = self.run("pulumi", *arguments, "--non-interactive", "--stack", "dev")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def make_stack(self) -> None:
        """Make the stack `dev` with an encrypted key pair."""
        self.pulumi("stack", "init")
        self.pulumi("config", "set", "--path", "clearml:api.host", "https://api.clearml.example")
        self.pulumi("config", "set", "--path", "clearml:tenantDefaults.limits.users", "5")
        for key in ("clearml:apiAccessKey", "clearml:apiSecretKey"):
            self.pulumi("config", "set", "--secret", key, "canary")
