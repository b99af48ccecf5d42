"""Starts the simulator as a process: `with simulator(profile="enterprise") as sim: …`."""

import base64
import json
import secrets
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 20


@dataclass(frozen=True)
class KeyPair:
    """A built-in user's credentials, new for every simulator."""

    access_key: str
    secret_key: str

    @property
    def header(self) -> dict[str, str]:
        """The Basic authorization header."""
        token = base64.b64encode(f"{self.access_key}:{self.secret_key}".encode()).decode()
        return {"Authorization": f"Basic {token}"}


def new_pair(prefix: str) -> KeyPair:
    """Return a random key pair; a secret key that began with a dash would be an option of a command line."""
    return KeyPair(prefix.upper() + secrets.token_hex(10).upper(), f"S{secrets.token_urlsafe(40)}")


@dataclass
class Simulator:
    """A running simulator. `root` and `supervisor` are its built-in users of role root and system.

    `control` is an HTTP client that keeps no cookies: a login cookie would let later calls in.
    """

    url: str
    root: KeyPair
    supervisor: KeyPair
    control: httpx.Client
    process: "subprocess.Popen[str]"

    def call(self, endpoint: str, body: Any = None, pair: KeyPair | None = None, **headers: str) -> Any:
        """POST as `pair` (default: root) and return the answer's data; fails the test on an error."""
        answer = self.control.post(
            f"{self.url}/{endpoint}",
            json={} if body is None else body,
            headers={
                **(pair or self.root).header,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        ).json()
        assert answer["meta"]["result_code"] == 200, answer["meta"]
        return answer["data"]

    def fault(self, endpoint: str = "*", **what: Any) -> None:
        """Arm a fault, e.g. `sim.fault("auth.create_user", kind="reset_after_write", nth=2)`."""
        self._control("POST", "faults", {"endpoint": endpoint, **what})

    def clear_faults(self) -> None:
        self._control("DELETE", "faults")

    def calls(self, endpoint: str | None = None) -> list[Any]:
        """The call log, oldest first, of one endpoint or of all."""
        entries: list[Any] = self._control("GET", "calls")["calls"]
        return [entry for entry in entries if endpoint in (None, entry["endpoint"])]

    def clear_calls(self) -> None:
        self._control("DELETE", "calls")

    def state(self) -> Any:
        """All data of the simulator, without secrets."""
        return self._control("GET", "state")

    def enqueue(self, queue: str, count: int = 1) -> None:
        self._control("POST", "queue_entries", {"queue": queue, "count": count})

    def log_in(self, email: str) -> Any:
        """Log a person in by single sign-on."""
        return self._control("POST", "login", {"email": email})

    def set_running(self, company: str, tasks: int, **reports: float) -> None:
        """Running tasks; `workers` and `routes` are reported for `seconds` more."""
        self._control("POST", "running", {"company": company, "tasks": tasks, **reports})

    def advance(self, days: float) -> None:
        """Set the server's clock forward."""
        self._control("POST", "clock", {"days": days})

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self.control.request(method, f"{self.url}/_sandbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()


@contextmanager
def simulator(
    *,
    profile: str = "enterprise",
    data: Path | None = None,
    port: int = 0,
    companies: Sequence[dict[str, Any]] = (),
    users: Sequence[dict[str, Any]] = (),
    seed: dict[str, Any] | None = None,
    root: KeyPair | None = None,
    supervisor: KeyPair | None = None,
    **flags: Any,
) -> Iterator[Simulator]:
    """Start a simulator on a free loopback port and stop it afterwards.

    `companies` and `users` (or `seed`, both in the seed file's form) come besides the built-in users; `flags` are
    command-line options:
    `latency_ms=20`, `unique_names=True`, `system_may_cross_tenants=False`, `server_version="3.28"`,
    `without=["auth.get_users_info"]`. Give `data`, `root` and `supervisor` again to restart with the same file.
    """
    root, supervisor = root or new_pair("root"), supervisor or new_pair("supervisor")
    given = seed or {}
    content = {
        "companies": [*companies, *given.get("companies", [])],
        "users": [*_builtins(root, supervisor), *users, *given.get("users", [])],
    }
    with tempfile.TemporaryDirectory(prefix="simulator-") as folder:
        file = Path(folder) / "seed.json"
        file.write_text(json.dumps(content))
        command = [sys.executable, "-m", "sandbox.clearml", "--port", str(port), "--profile", profile]
        command += ["--data", str(data or Path(folder) / "data.sqlite"), "--seed", str(file), *_options(flags)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            with httpx.Client(timeout=30, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[]))) as control:
                yield Simulator(_address(process), root, supervisor, control, process)
        finally:
            process.terminate()
            process.communicate(timeout=START_SECONDS)


def _builtins(root: KeyPair, supervisor: KeyPair) -> list[dict[str, Any]]:
    pairs = {"root": ("platform", root), "system": ("supervisor", supervisor)}
    return [
        {
            "id": f"__{name}__",
            "name": name,
            "role": role,
            "credentials": [{"access_key": pair.access_key, "secret_key": pair.secret_key}],
        }
        for role, (name, pair) in pairs.items()
    ]


def _options(flags: dict[str, Any]) -> list[str]:
    words: list[str] = []
    for name, value in flags.items():
        option = name.replace("_", "-")
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        else:
            for item in value if isinstance(value, list | tuple) else [value]:
                words += [f"--{option}", str(item)]
    return words


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if ready else ""
    if not line.startswith("listening on "):
        process.kill()
        _, errors = process.communicate()
        message = f"the simulator did not start: {line}{errors}"
        raise RuntimeError(message)
    return line.removeprefix("listening on ").strip()
