"""Runs a ClearML simulator for one measurement, as a separate process with added latency."""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.process import BenchError
from bench.tenant import PURPOSES, QUEUES, BenchTenant

ROOT = Path(__file__).parents[1]
ACCESS_KEY, SECRET_KEY = "bench-throw-away-access-key", "bench-throw-away-secret-key"
LATENCY_MS = 20
START_SECONDS = 30


class BenchSimulator:
    """A running simulator with one user of role system, with the key pair of this module."""

    def __init__(self, url: str) -> None:
        self.url = url

    def calls(self) -> list[dict[str, Any]]:
        """The latest 50,000 calls since the start, oldest first."""
        return list(self._control("calls")["calls"])

    def state(self) -> dict[str, Any]:
        """All objects, without secrets."""
        return dict(self._control("state"))

    def require(self, tenants: int) -> None:
        """Raise BenchError unless there are exactly this many complete tenants. The server adds a queue to each."""
        state = self.state()
        expected = {
            "companies": tenants,
            "users": tenants,
            "credentials": len(PURPOSES) * tenants,
            "domains": tenants,
            "whitelist": 2 * tenants,
            "queues": (len(QUEUES) + 1) * tenants,
        }
        companies = {row["id"] for row in state["companies"] if row["name"].startswith("tenant-") and row["active"]}
        people = {row["id"] for row in state["users"] if row["company"] in companies}
        actual = {kind: sum(row.get("company") in companies for row in state[kind]) for kind in expected}
        actual |= {
            "companies": len(companies),
            "credentials": sum(row["user"] in people for row in state["credentials"]),
        }
        if actual != expected:
            raise BenchError(f"invalid measurement, the server has {actual} instead of {expected}")

    def require_limit(self, tenant: BenchTenant, users: int) -> None:
        """Raise BenchError unless the tenant's limit of users has this value."""
        defaults = [row["defaults"] for row in self.state()["companies"] if row["name"] == tenant.slug]
        if [values.get("allowed_users") for values in defaults] != [users]:
            raise BenchError(f"invalid measurement, the limit of {tenant.slug} was not changed: {defaults}")

    def _control(self, path: str) -> Any:
        return httpx.get(f"{self.url}/_sandbox/{path}", timeout=60, trust_env=False).raise_for_status().json()


@contextmanager
def simulator(folder: Path) -> Iterator[BenchSimulator]:
    """Start a simulator with its data in `folder` and stop it afterwards."""
    seed = folder / "seed.json"
    pair = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
    seed.write_text(json.dumps({"users": [{"id": "__supervisor__", "role": "system", "credentials": [pair]}]}))
    command = [sys.executable, "-m", "sandbox.clearml", "--port", "0", "--profile", "enterprise"]
    command += ["--data", str(folder / "clearml.db"), "--seed", str(seed), "--latency-ms", str(LATENCY_MS)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield BenchSimulator(_address(process))
    finally:
        process.terminate()
        process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None  # noqa: S101 - a pipe; narrows the type
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    if not line.startswith("listening on "):
        raise BenchError("the simulator did not start; see its output above")
    return line.removeprefix("listening on ").strip()
