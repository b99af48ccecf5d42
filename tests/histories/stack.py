"""A stack of the platform's program on the engine model: its files, its state and its commands."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import pulumi
import pytest

from tests.histories.engine.monitor import Monitor
from tests.histories.engine.program import run_program
from tests.histories.engine.run import Run, Stopped
from tests.histories.engine.state import State
from tests.histories.server import ACCESS_KEY, SECRET_KEY, Killed
from tests.live.tenants import yaml_file

CONNECTION = ("CLEARML_API_HOST", "CLEARML_API_ACCESS_KEY", "CLEARML_API_SECRET_KEY")


@dataclass
class Stack:
    """One stack. `files` are the tenant files by slug, written to `folder` before each run."""

    name: str
    host: str
    folder: Path
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    state: State = field(default_factory=State)
    outputs: dict[str, Any] = field(default_factory=dict)

    def up(self, *, refresh: bool = False, environ: Mapping[str, str] = {}, **options: Any) -> Run:
        """`pulumi up --skip-preview`, with `--refresh` if asked for."""
        run = Run(self.state, environ=environ, **options)
        with _environment(environ):
            if refresh:
                self._safely(run, run.refresh)
            if run.goes_on:
                self._safely(run, lambda: self._program(run))
            if run.goes_on:
                self._safely(run, run.delete_what_is_gone)
        return run

    def refresh(self, environ: Mapping[str, str] = {}, **options: Any) -> Run:
        """`pulumi refresh`."""
        run = Run(self.state, environ=environ, **options)
        with _environment(environ):
            self._safely(run, run.refresh)
        return run

    def destroy(self, environ: Mapping[str, str] = {}, **options: Any) -> Run:
        """`pulumi destroy --skip-preview`."""
        run = Run(self.state, environ=environ, **options)
        with _environment(environ):
            self._safely(run, lambda: run.delete(list(self.state.resources)))
        return run

    def _program(self, run: Run) -> None:
        self._write_files()
        monitor = Monitor(run, self.name)
        config = {
            "clearml:api": json.dumps({"host": self.host}),
            "clearml:apiAccessKey": ACCESS_KEY,
            "clearml:apiSecretKey": SECRET_KEY,
        }
        secret = ["clearml:apiAccessKey", "clearml:apiSecretKey"]
        run.messages += run_program(monitor, self.name, self.folder, config, secret)
        self.outputs = monitor.outputs

    def _write_files(self) -> None:
        folder = self.folder / "tenants" / self.name
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.yaml"):
            path.unlink()
        for slug, content in self.files.items():
            yaml_file.write(folder / f"{slug}.yaml", content)

    @staticmethod
    def _safely(run: Run, part: Any) -> None:
        """Do a part of a run. A program that ends with one line fails the run; anything else is a bug."""
        said = StringIO()
        try:
            with redirect_stderr(said):  # where the plugin writes notices
                part()
        except Stopped:
            return
        except Killed:
            run.killed = True
        except pulumi.RunError as error:
            run.problems.append(str(error))
            run.aborted = True
        finally:
            run.messages += said.getvalue().splitlines()


@contextmanager
def _environment(environ: Mapping[str, str]) -> Iterator[None]:
    """The caller's environment: these variables, and no connection of the machine's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CONNECTION:
            patch.delenv(name, raising=False)
        for name, value in environ.items():
            patch.setenv(name, value)
        yield
