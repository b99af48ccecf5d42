"""A stack of its own on the real engine: the program by symbolic link, its own tenants, state and home.

Needs the environment of `eval "$(make -s env)"`.
"""

import json
import os
import shutil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.modes import Mode
from bench.process import BenchError, Finished, run
from bench.simulator import ACCESS_KEY, ROOT, SECRET_KEY
from bench.tenant import USERS, Tenant

PROGRAM = ("Pulumi.yaml", "__main__.py", "settings", "catalog", "components", "providers", ".venv")
NAME = "bench"
PASSPHRASE = "only-for-the-benchmark"  # noqa: S105 (protects nothing but the throw-away pair)
FOREIGN = ("CLEARML_", "PULUMI_SKIP_CHECKPOINTS", "PULUMI_PARALLEL", "PULUMI_DIY_")
"""Variables of the caller that would change what is measured."""


class Stack:
    """One stack, one mode. Every command is a whole `pulumi` process, start-up included."""

    def __init__(self, folder: Path, api: str, mode: Mode) -> None:
        """Make the folder and an empty stack in it."""
        self._folder = folder
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
        self._environ = inherited | {
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            **mode.environ,
        }
        self._tenants = folder / "tenants" / NAME
        for path in (folder / "home", folder / "state", self._tenants):
            path.mkdir(parents=True)
        for name in PROGRAM:
            (folder / name).symlink_to(ROOT / name)
        self._pulumi("stack", "init")
        self._configure(api, mode)

    def write(self, tenant: Tenant, users: int = USERS) -> None:
        """Write a tenant file."""
        YAML().dump(tenant.file(users), self._tenants / f"{tenant.slug}.yaml")

    def up(self) -> Finished:
        """`pulumi up`, without the preview before it."""
        return self._pulumi("up", "--yes", "--skip-preview")

    def preview(self) -> Finished:
        """`pulumi preview` of a stack that has no changes; one that has is an error."""
        return self._pulumi("preview", "--expect-no-changes")

    def destroy(self) -> Finished:
        """`pulumi destroy`."""
        return self._pulumi("destroy", "--yes", "--skip-preview")

    def deployment(self) -> dict[str, Any]:
        """The state as `pulumi stack export` shows it, secrets encrypted."""
        return dict(json.loads(self._pulumi("stack", "export").text)["deployment"])

    def _configure(self, api: str, mode: Mode) -> None:
        for key, value in {"apiAccessKey": ACCESS_KEY, "apiSecretKey": SECRET_KEY}.items():
            self._pulumi("config", "set", "--secret", f"clearml:{key}", stdin=value)
        file = self._folder / f"Pulumi.{NAME}.yaml"
        content = YAML().load(file)
        parallel = {} if mode.parallel_calls is None else {"parallelCalls": mode.parallel_calls}
        content["config"]["clearml:api"] = {"host": api, **parallel}
        YAML().dump(content, file)

    def _pulumi(self, *argv: str, stdin: str | None = None) -> Finished:
        program = shutil.which("pulumi")
        if program is None:
            raise BenchError('no pulumi on PATH: run `make setup`, then eval "$(make -s env)"')
        command = [program, *argv, "--stack", NAME, "--non-interactive"]
        return run(command, cwd=self._folder, environ=self._environ, stdin=stdin)
