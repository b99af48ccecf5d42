"""A ClearML simulator for one measurement, as its own process, with time added to each call."""

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


class Simulator:
    """A running simulator with one user of role system, whose key pair is above."""

    def __init__(self, url: str) -> None:
        self.url = url

    def calls(self) -> list[dict[str, Any]]:
        """The calls since the start, oldest first; the newest 50,000."""
        return list(self._control("calls")["calls"])

    def state(self) -> dict[str, Any]:
        """Everything it holds, without secrets."""
        return dict(self._control("state"))

    def require(self, tenants: int) -> None:
        """Raise BenchError unless it holds exactly so many tenants, whole ones. The server adds a queue to each."""
        held = self.state()
        wanted = {
            "companies": tenants,
            "users": tenants,
            "credentials": len(PURPOSES) * tenants,
            "domains": tenants,
            "whitelist": 2 * tenants,
            "queues": (len(QUEUES) + 1) * tenants,
        }
        ours = {row["id"] for row in held["companies"] if row["name"].startswith("tenant-") and row["active"]}
        people = {row["id"] for row in held["users"] if row["company"] in ours}
        found = {kind: sum(row.get("company") in ours for row in held[kind]) for kind in wanted}
        found |= {"companies": len(ours), "credentials": sum(row["user"] in people for row in held["credentials"])}
        if found != wanted:
            raise BenchError(f"wrong objects were made, so the time means nothing: {found} instead of {wanted}")

    def require_limit(self, tenant: BenchTenant, users: int) -> None:
        """Raise BenchError unless that tenant's limit of users has this value."""
        defaults = [row["defaults"] for row in self.state()["companies"] if row["name"] == tenant.slug]
        if [found.get("allowed_users") for found in defaults] != [users]:
            raise BenchError(f"the changed limit of {tenant.slug} did not arrive: {defaults}")

    def _control(self, path: str) -> Any:
        return httpx.get(f"{self.url}/_sandbox/{path}", timeout=60, trust_env=False).raise_for_status().json()


@contextmanager
def simulator(folder: Path) -> Iterator[Simulator]:
    """Start one with its data in `folder` and stop it afterwards."""
    seed = folder / "seed.json"
    pair = {"access_key": ACCESS_KEY, "secret_key": SECRET_KEY}
    seed.write_text(json.dumps({"users": [{"id": "__supervisor__", "role": "system", "credentials": [pair]}]}))
    command = [sys.executable, "-m", "sandbox.clearml", "--port", "0", "--profile", "enterprise"]
    command += ["--data", str(folder / "clearml.db"), "--seed", str(seed), "--latency-ms", str(LATENCY_MS)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        yield Simulator(_address(process))
    finally:
        process.terminate()
        process.communicate()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None  # noqa: S101 (narrows the type: PIPE was given)
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    if not line.startswith("listening on "):
        raise BenchError("the simulator did not start; what it said stands above")
    return line.removeprefix("listening on ").strip()
