"""Runs a stack on the real engine in a separate folder: the program by symbolic link, its own tenants, state and home.

Needs `make setup`; the engine is the one that `eval "$(make -s env)"` names.
"""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.live.tenants import yaml_file
from tests.live.tenants.run import Run

ROOT = Path(__file__).parents[3]
PROGRAM = ("Pulumi.yaml", "__main__.py", "blueprint", "components", "providers", "commands", ".venv")
NAME = "test"
PASSPHRASE = "only-for-tests"
ACCESS_KEY, SECRET_KEY = "TESTROOTACCESSKEY", "test-root-secret-key"
"""Key pair of the simulator's system user in tests."""
WHOLE_FILES = "metadata=skip"
"""Without it the engine writes a second file per checkpoint, not atomically: a kill can leave a stack unreadable."""
SECONDS = 180
"""Time limit of one engine command, in seconds; the longest takes about thirty on an idle machine."""


class Project:
    """A folder with a Pulumi program and one stack, whose state and home are its own."""

    def __init__(self, folder: Path, state: Path) -> None:
        assert shutil.which("pulumi"), 'no pulumi on PATH: run `make setup`, then eval "$(make -s env)"'
        self.folder = folder
        foreign = ("CLEARML_", "PULUMI_SKIP_CHECKPOINTS")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        self.environ = inherited | {
            "PULUMI_HOME": str(state / "home"),
            "PULUMI_BACKEND_URL": f"file://{state / 'state'}?{WHOLE_FILES}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        }

    def pulumi(
        self, *argv: str, stdin: str | None = None, check: bool = True, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the engine to its end; one that exceeds its time fails with the steps it waited for."""
        try:
            done = subprocess.run(
                ["pulumi", *argv, "--stack", NAME, "--non-interactive"],
                cwd=self.folder,
                env=self.environ | environ,
                input=stdin,
                capture_output=True,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            output = error.stdout.decode() if isinstance(error.stdout, bytes) else error.stdout or ""
            waiting = ", ".join(" ".join(step) for step in sorted(Run(-1, output).unfinished)) or "no step"
            raise AssertionError(f"`pulumi {argv[0]}` took more than {SECONDS} s, waiting for: {waiting}") from None
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def up(self, *options: str, **environ: str) -> Run:
        return self._run("up", "--yes", "--skip-preview", *options, **environ)

    def up_by(self, plan: Path) -> Run:
        """Run by a saved plan, with a preview, in which the engine compares all steps with the plan."""
        return self._run("up", "--yes", "--plan", str(plan))

    def preview(self, *options: str, **environ: str) -> Run:
        return self._run("preview", *options, **environ)

    def refresh(self, *options: str, **environ: str) -> Run:
        return self._run("refresh", "--yes", "--skip-preview", *options, **environ)

    def destroy(self, *options: str, **environ: str) -> Run:
        return self._run("destroy", "--yes", "--skip-preview", *options, **environ)

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in clear."""
        return dict(json.loads(self.pulumi("stack", "output", "--json", "--show-secrets").stdout))

    def export(self) -> str:
        """The state as `pulumi stack export` shows it, secrets encrypted."""
        return self.pulumi("stack", "export").stdout

    def configure(self, keys: Mapping[str, object]) -> None:
        """Set plain keys of the stack's configuration."""
        path = self.folder / f"Pulumi.{NAME}.yaml"
        content = yaml_file.read(path)
        yaml_file.write(path, content | {"config": content.get("config", {}) | dict(keys)})

    def start(self, *argv: str, **environ: str) -> "subprocess.Popen[str]":
        """Start a command of the engine in a new session and leave it running (see `kill`)."""
        return subprocess.Popen(
            ["pulumi", *argv, "--stack", NAME, "--non-interactive"],
            cwd=self.folder,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _run(self, command: str, *options: str, **environ: str) -> Run:
        streaming = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
        done = self.pulumi(command, "--json", *options, check=False, **streaming | environ)
        return Run(done.returncode, done.stdout + done.stderr)


class Stack(Project):
    """The platform's program with a stack `test`. Tenants are written as mappings."""

    def __init__(self, folder: Path, api: str, **options: object) -> None:
        """Open a copy of `blank`; `options` are further keys of `clearml:api`."""
        super().__init__(folder, folder)
        self.tenants = folder / "tenants" / NAME
        self.configure({"clearml:api": {"host": api, **options}})

    @classmethod
    def blank(cls, folder: Path) -> None:
        """Make a stack without tenants, to be copied: `stack init` and the secrets take a second."""
        for name in PROGRAM:
            (folder / name).symlink_to(ROOT / name)
        for name in ("state", "home", f"tenants/{NAME}"):
            (folder / name).mkdir(parents=True)
        project = Project(folder, folder)
        project.pulumi("stack", "init")
        for key, value in {"apiAccessKey": ACCESS_KEY, "apiSecretKey": SECRET_KEY}.items():
            project.pulumi("config", "set", "--secret", f"clearml:{key}", stdin=value)

    def write(self, slug: str, **keys: object) -> None:
        """Write a tenant file; name, admin and deletion have defaults."""
        usual = {
            "name": slug.title(),
            "admin": {"name": "Admin", "email": f"admin@{slug}.example"},
            "deletion": "delete",
        }
        yaml_file.write(self.tenants / f"{slug}.yaml", usual | keys)

    def remove(self, slug: str) -> None:
        """Remove a tenant file."""
        (self.tenants / f"{slug}.yaml").unlink()


def kill(process: "subprocess.Popen[str]") -> None:
    """Kill -9 a started command with its whole session: plugins have separate process groups."""
    for pid in _all_pids():
        try:
            if os.getsid(pid) == process.pid:
                os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()


def _all_pids() -> list[int]:
    listed = [path.name for path in Path("/proc").glob("[0-9]*")]  # slim containers lack ps
    if not listed:
        listed = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True).stdout.split()
    return [int(pid) for pid in listed]
