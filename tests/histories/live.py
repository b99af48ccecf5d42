"""The same histories on the real engine: one stack, its simulator, and a second simulator as another server."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tests.campaign.site import SUPERVISOR, Server, settle
from tests.histories import steps
from tests.histories.engine.monitor import SECRET, SIGNATURE
from tests.histories.engine.run import Run
from tests.histories.engine.state import Resource, State
from tests.histories.server import Servers
from tests.histories.steps import SLUGS
from tests.histories.world import World
from tests.live.tenants import run as live_run
from tests.live.tenants import stack as live_stack
from tests.live.tenants.stack import ACCESS_KEY, SECRET_KEY


@dataclass
class LiveServer:
    """A simulator process. No trouble is made on it: the campaign does that."""

    process: Server
    trouble: Any = None

    @property
    def host(self) -> str:
        return self.process.url

    def state(self) -> dict[str, Any]:
        return dict(self.process.simulator.state())

    def call(self, endpoint: str, body: dict[str, Any], impersonate: str | None = None) -> None:
        """A call that a person makes in the web application."""
        headers = SUPERVISOR.header | ({} if impersonate is None else {"X-Clearml-Impersonate-As": impersonate})
        self.process.simulator.control.post(f"{self.host}/{endpoint}", json=body, headers=headers)


class LiveWorld(World):
    """A world with one stack; its server is a process."""

    live: LiveServer

    @property
    def home(self) -> Any:
        return self.live


@dataclass
class LiveStack:
    """A stack with the interface of `tests.histories.stack.Stack`."""

    project: live_stack.Stack
    host: str
    name: str = live_stack.NAME
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    state: State = field(default_factory=State)

    def up(self, *, refresh: bool = False, targets: tuple[str, ...] = (), **options: Any) -> Run:
        """`pulumi up`."""
        words = [*(["--refresh"] if refresh else []), *(f"--target={target}" for target in targets)]
        return self._run("up", words, **options)

    def refresh(self, **options: Any) -> Run:
        """`pulumi refresh`."""
        return self._run("refresh", [], **options)

    def destroy(self, **options: Any) -> Run:
        """`pulumi destroy`."""
        return self._run("destroy", [], **options)

    def read(self) -> None:
        """Read the state from the engine."""
        exported = json.loads(self.project.pulumi("stack", "export", "--show-secrets").stdout)
        self.state = State([_resource(row) for row in exported["deployment"].get("resources") or []])

    def _run(self, command: str, words: list[str], *, environ: Mapping[str, str], continues: bool) -> Run:
        for path in self.project.tenants.glob("*.yaml"):
            path.unlink()
        for slug, content in self.files.items():
            self.project.write(slug, **content)
        options = [*words, *(["--continue-on-error"] if continues else [])]
        done: live_run.Run = getattr(self.project, command)(*options, **environ)
        self.read()
        problems = [] if done.code == 0 else [*done.problems(), f"status {done.code}"]
        return Run(
            self.state, problems=problems, messages=[done.messages()], steps=sorted(done.steps), unsure=done.code != 0
        )


class LivePlace:
    """The folder of all live histories: a stack with two tenants, its server's data, and another server."""

    def __init__(self, folder: Path, port: int, elsewhere: Server) -> None:
        self.folder, self.port, self.elsewhere = folder, port, elsewhere
        self._numbers = 0
        (folder / "whole" / "stack").mkdir(parents=True)
        live_stack.Stack.blank(folder / "whole" / "stack")
        stack, server = self._open(folder / "whole")
        with server:
            stack.project.configure({"clearml:api": {"host": server.url}})
            stack.files = {slug: steps.tenant(slug) for slug in SLUGS[:2]}
            assert stack.up(environ={}, continues=False).ok
        settle(folder / "whole" / "data.sqlite")

    @contextmanager
    def world(self) -> Iterator[LiveWorld]:
        """A world with a copy of the stack and its server."""
        self._numbers += 1
        place = self.folder / str(self._numbers)
        shutil.copytree(self.folder / "whole", place, symlinks=True)
        stack, server = self._open(place)
        stack.files = {slug: steps.tenant(slug) for slug in SLUGS[:2]}
        with server:
            stack.read()
            world = LiveWorld(Servers(), dict.fromkeys(("dev", "staging"), cast(Any, stack)), self._environment())
            world.live = LiveServer(server)
            yield world
        shutil.rmtree(place)

    def _environment(self) -> dict[str, str]:
        pair = {"CLEARML_API_ACCESS_KEY": ACCESS_KEY, "CLEARML_API_SECRET_KEY": SECRET_KEY}
        return {"CLEARML_API_HOST": self.elsewhere.url, **pair}

    def _open(self, place: Path) -> tuple[LiveStack, Server]:
        host = f"http://127.0.0.1:{self.port}"
        return LiveStack(live_stack.Stack(place / "stack", host), host), Server(place / "data.sqlite", self.port, 0.0)


def _resource(row: Mapping[str, Any]) -> Resource:
    inputs, outputs = (_clear(row.get(key, {})) for key in ("inputs", "outputs"))
    return Resource(
        urn=row["urn"],
        custom=row["custom"],
        id=row.get("id", ""),
        inputs=inputs,
        outputs=outputs,
        protect=row.get("protect", False),
        outdated=row.get("delete", False),
    )


def _clear(value: Any) -> Any:
    """A value of the state with its secrets in clear."""
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return _clear(json.loads(value["plaintext"]))
        return {name: _clear(inner) for name, inner in value.items() if name != "__provider"}
    return [_clear(item) for item in value] if isinstance(value, list) else value
