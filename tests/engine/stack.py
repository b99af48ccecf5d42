"""A stack on the real engine, in a folder of its own: the program by symbolic link, its own tenants, state and home.

Needs `make setup`; the engine is the one that `eval "$(make -s env)"` names.
"""

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
PROGRAM = ("Pulumi.yaml", "__main__.py", "settings", "catalog", "components", "providers", ".venv")
NAME = "test"
QUIET = {"Stack"}
PASSPHRASE = "only-for-tests"
ACCESS_KEY, SECRET_KEY = "TESTROOTACCESSKEY", "test-root-secret-key"
"""Key pair of the simulator's system user in tests."""


@dataclass(frozen=True)
class Run:
    """One finished engine command, with the engine's events as `--json` prints them."""

    code: int
    text: str

    @cached_property
    def events(self) -> list[Mapping[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines() if line.startswith("{")]

    @cached_property
    def steps(self) -> Counter[tuple[str, str]]:
        """How often each (operation, kind of resource) happened; unchanged resources are left out."""
        metadata = [event["resourcePreEvent"]["metadata"] for event in self.events if "resourcePreEvent" in event]
        kinds = [(step["op"], step["type"].rsplit(":", 1)[-1]) for step in metadata]
        return Counter((op, kind) for op, kind in kinds if op != "same" and kind not in QUIET)

    def problems(self) -> list[str]:
        """The errors that a person sees, each as printed."""
        return self._said("error")

    def said(self) -> str:
        """Everything that a person is told, errors included."""
        return "\n".join(self._said("error", "warning", "info", "info#err"))

    def _said(self, *severities: str) -> list[str]:
        found = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return [one["message"].strip() for one in found if one["severity"] in severities]


class Stack:
    """A throw-away project folder with one stack. Tenants are written as mappings."""

    def __init__(self, folder: Path, api: str, config: Mapping[str, object] | None = None) -> None:
        self.folder, self.api = folder, api
        for name in PROGRAM:
            (folder / name).symlink_to(ROOT / name)
        self.tenants = folder / "tenants" / NAME
        self.tenants.mkdir(parents=True)
        (folder / "state").mkdir()
        (folder / "home").mkdir()
        self.environ = self._environ()
        self._pulumi("stack", "init", NAME, check=True)
        for key, value in {"apiAccessKey": ACCESS_KEY, "apiSecretKey": SECRET_KEY}.items():
            self._pulumi("config", "set", "--secret", f"clearml:{key}", "--stack", NAME, stdin=value, check=True)
        self.configure({"clearml:api": {"host": api}} | dict(config or {}))

    def configure(self, keys: Mapping[str, object]) -> None:
        """Set plain keys of the stack's configuration."""
        path = self.folder / f"Pulumi.{NAME}.yaml"
        content = yaml.safe_load(path.read_text())
        content["config"] |= keys
        path.write_text(yaml.safe_dump(content))

    def write(self, slug: str, **keys: object) -> None:
        """Write a tenant file; name and admin follow from the slug unless given."""
        usual = {
            "name": slug.title(),
            "admin": {"name": "Admin", "email": f"admin@{slug}.example"},
            "deletion": "delete",
        }
        (self.tenants / f"{slug}.yaml").write_text(yaml.safe_dump(usual | keys))

    def remove(self, slug: str) -> None:
        """Remove a tenant file."""
        (self.tenants / f"{slug}.yaml").unlink()

    def up(self, *options: str, **environ: str) -> Run:
        return self._logged("up", "--yes", "--skip-preview", *options, **environ)

    def preview(self, *options: str, **environ: str) -> Run:
        return self._logged("preview", *options, **environ)

    def refresh(self, *options: str, **environ: str) -> Run:
        return self._logged("refresh", "--yes", "--skip-preview", *options, **environ)

    def destroy(self, *options: str, **environ: str) -> Run:
        return self._logged("destroy", "--yes", "--skip-preview", *options, **environ)

    def outputs(self) -> dict[str, Any]:
        """The stack's outputs, secrets in clear."""
        answer = self._pulumi("stack", "output", "--json", "--show-secrets", "--stack", NAME, check=True)
        return dict(json.loads(answer.stdout))

    def export(self) -> str:
        """The state as `pulumi stack export` shows it, secrets encrypted."""
        return self._pulumi("stack", "export", "--stack", NAME, check=True).stdout

    def start(self, *argv: str, **environ: str) -> subprocess.Popen[str]:
        """Start an engine command and leave it running, in a process group of its own."""
        return subprocess.Popen(
            ["pulumi", *argv, "--stack", NAME, "--non-interactive"],
            cwd=self.folder,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def _logged(self, command: str, *options: str, **environ: str) -> Run:
        streaming = {"PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}
        done = self._pulumi(command, "--stack", NAME, "--non-interactive", "--json", *options, **streaming | environ)
        return Run(done.returncode, done.stdout + done.stderr)

    def _pulumi(
        self, *argv: str, stdin: str | None = None, check: bool = False, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["pulumi", *argv],
            cwd=self.folder,
            env=self.environ | environ,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def _environ(self) -> dict[str, str]:
        assert shutil.which("pulumi"), 'no pulumi on PATH: run `make setup`, then eval "$(make -s env)"'
        foreign = ("CLEARML_", "PULUMI_SKIP_CHECKPOINTS")
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(foreign)}
        return inherited | {
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        }
