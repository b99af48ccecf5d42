"""Creates a stack on the real engine in a temporary folder with links to the program, and runs `pulumi` on it.

It needs the environment of `eval "$(make -s env)"`.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.modes import Mode
from bench.process import BenchError, CommandResult, run
from bench.simulator import ACCESS_KEY, ROOT, SECRET_KEY
from bench.tenant import USERS, BenchTenant

PROGRAM = ("Pulumi.yaml", "__main__.py", "blueprint", "components", "providers", "commands", ".venv")
NAME = "bench"
PASSPHRASE = "only-for-the-benchmark"  # noqa: S105 - protects only the throw-away key pair
FOREIGN = ("CLEARML_", "PULUMI_SKIP_CHECKPOINTS", "PULUMI_PARALLEL", "PULUMI_DIY_")
"""Prefixes of the caller's variables that would affect the measurement."""


class Stack:
    """One stack in one mode. Every command is a whole `pulumi` process, including its start."""

    def __init__(self, folder: Path, api: str, mode: Mode) -> None:
        """Create the folder and an empty stack in it."""
        self._folder = folder
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
        self._environ = inherited | {
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true",
            **mode.environ,
        }
        self._tenants = folder / "tenants" / NAME
        for path in (folder / "home", folder / "state", self._tenants):
            path.mkdir(parents=True)
        for name in PROGRAM:
            (folder / name).symlink_to(ROOT / name)
        self._link_plugins()
        self._pulumi("stack", "init")
        self._configure(api)

    def write(self, tenant: BenchTenant, users: int = USERS) -> None:
        """Write a tenant file."""
        self._write(tenant.slug, tenant.file(users))

    def up(self) -> CommandResult:
        """`pulumi up` without preview."""
        return self._pulumi("up", "--yes", "--skip-preview")

    def preview(self) -> CommandResult:
        """`pulumi preview`, which fails if there are changes."""
        return self._pulumi("preview", "--expect-no-changes")

    def stamped_up(self) -> CommandResult:
        """`pulumi up` whose `lines` are the engine's events with their time in seconds."""
        return self._pulumi("up", "--yes", "--skip-preview", "--json", stamp=True)

    def destroy(self) -> CommandResult:
        """`pulumi destroy`."""
        return self._pulumi("destroy", "--yes", "--skip-preview")

    def deployment(self) -> dict[str, Any]:
        """The state of `pulumi stack export`, with encrypted secrets."""
        return dict(json.loads(self._pulumi("stack", "export").text)["deployment"])

    def _configure(self, api: str) -> None:
        for key, value in {"apiAccessKey": ACCESS_KEY, "apiSecretKey": SECRET_KEY}.items():
            self._set_secret(key, value)
        self._set({"api": {"host": api}})

    def _set(self, parts: Mapping[str, object]) -> None:
        file = self._folder / f"Pulumi.{NAME}.yaml"
        content = YAML().load(file)
        content["config"] |= {f"clearml:{part}": value for part, value in parts.items()}
        YAML().dump(content, file)

    def _set_secret(self, key: str, value: str) -> None:
        self._pulumi("config", "set", "--secret", f"clearml:{key}", stdin=value)

    def _write(self, slug: str, content: Mapping[str, Any]) -> None:
        YAML().dump(dict(content), self._tenants / f"{slug}.yaml")

    def _link_plugins(self) -> None:
        """Link the engine's plugins, which `make setup` installed, into this stack's home."""
        plugins = Path(os.environ.get("PULUMI_HOME", Path.home() / ".pulumi")) / "plugins"
        (self._folder / "home" / "plugins").symlink_to(plugins)

    def _pulumi(self, *argv: str, stdin: str | None = None, stamp: bool = False) -> CommandResult:
        program = shutil.which("pulumi")
        if program is None:
            raise BenchError('no pulumi on PATH: run `make setup`, then eval "$(make -s env)"')
        command = [program, *argv, "--stack", NAME, "--non-interactive"]
        return run(command, cwd=self._folder, environ=self._environ, stdin=stdin, stamp=stamp)
