"""Folders, servers and stacks of a campaign: a clean run of each command, and copies for the disturbed ones."""

import shutil
import socket
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.campaign.cases import Case
from tests.live.tenants.holdings import Holdings, holdings
from tests.live.tenants.run import Run
from tests.live.tenants.stack import ACCESS_KEY, SECRET_KEY, Stack
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

SUPERVISOR = KeyPair(ACCESS_KEY, SECRET_KEY)
ROOT = KeyPair("CAMPAIGNROOTKEY", "campaign-root-secret")
TENANTS: dict[str, dict[str, Any]] = {
    "acme": {
        "login": {"domains": ["acme.example"], "users": ["bob@acme.test"], "admins": ["eve@acme.test"]},
        "workers": {"queues": {"default": {}, "gpu": {"tags": ["a"]}}},
        "serviceUsers": {"ci": {}},
        "groups": {"staff": {"serviceUsers": ["ci"]}},
        "limits": {"users": 9},
    },
    "beta": {
        "login": {"domains": ["beta.example"], "users": ["bob@beta.test"]},
        "workers": {"queues": {"default": {}}},
        "serviceUsers": {"ci": {}},
    },
}
REMOVED = "beta"
SLOW = 0.03
"""Seconds per call, so that a kill finds the command at work."""


@dataclass(frozen=True)
class Clean:
    """What commands without a disturbance do: the endpoints that each calls, and what the tenants have afterwards."""

    calls: Mapping[str, list[str]]
    expected: Mapping[str, Holdings]


class Site:
    """One worker's place: a port, an empty stack and one with all tenants, each with its server's data."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        blank = folder / "empty" / "stack"
        blank.mkdir(parents=True)
        Stack.blank(blank)
        self.clean = self._run_clean()

    @contextmanager
    def opened(self, start: str, place: Path, *, slow: bool = True) -> Iterator[tuple[Stack, "Server"]]:
        """A copy of the stack `empty` or `whole` in a new folder, with its server."""
        shutil.copytree(self.folder / start, place, symlinks=True)
        with Server(place / "data.sqlite", self.port, SLOW if slow else 0.0) as server:
            stack = Stack(place / "stack", server.url)
            for slug, keys in TENANTS.items():
                stack.write(slug, **keys)
            yield stack, server

    def _run_clean(self) -> Clean:
        """Make the stack with all tenants, and record what each command calls."""
        calls: dict[str, list[str]] = {}
        with self.opened("empty", self.folder / "whole", slow=False) as (stack, server):
            calls["up"] = server.called_by(stack.up)
            expected = {slug: holdings(server.simulator, slug.title()) for slug in TENANTS}
        settle(self.folder / "whole" / "data.sqlite")
        for command in ("refresh", "destroy", "removal"):
            with self.opened("whole", self.folder / f"clean-{command}", slow=False) as (stack, server):
                if command == "removal":
                    stack.remove(REMOVED)
                calls[command] = server.called_by(stack.up if command == "removal" else getattr(stack, command))
            shutil.rmtree(self.folder / f"clean-{command}")
        return Clean(calls | {"restored": calls["removal"]}, expected)


class Server:
    """A simulator that can be killed and started again with its data, at the same address."""

    def __init__(self, data: Path, port: int, latency: float) -> None:
        self._data, self._port, self._latency = data, port, latency
        self._open = ExitStack()

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def url(self) -> str:
        return self.simulator.url

    def start(self) -> None:
        """Start it, or start it again."""
        self.simulator: Simulator = self._open.enter_context(
            simulator(
                data=self._data,
                port=self._port,
                supervisor=SUPERVISOR,
                root=ROOT,
                latency_ms=self._latency * 1000,
            )
        )

    def restart(self) -> None:
        """Kill it and start it again."""
        self.simulator.kill()
        self.start()

    def called_by(self, command: Any) -> list[str]:
        """The endpoints that a command calls; it must succeed."""
        self.simulator.clear_calls()
        run: Run = command()
        run.succeeded()
        return [call["endpoint"] for call in self.simulator.calls()]


def moment(case: Case, clean: Clean) -> tuple[int, str]:
    """The number of the call, from 1, at which a case strikes, and the endpoint that a clean run calls there."""
    calls = clean.calls[case.command]
    place = min(int(case.moment * len(calls)), len(calls) - 1)
    return place + 1, calls[place]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def settle(data: Path) -> None:
    """Bring everything into the one file, to be copied."""
    connection = sqlite3.connect(data)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
