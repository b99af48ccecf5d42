"""Helpers that call a simulator and give access to every part of its answer."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.sandbox.clearml.process import KeyPair, Simulator

A, B, DEFAULT = "a" * 32, "b" * 32, "d1bd92a3b039400cbafc60a7a5b1e52b"
COMPANIES = ({"id": A, "name": "Company A"}, {"id": B, "name": "Company B"})
NO_CREDENTIALS = KeyPair("", "")
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    """One API answer and its parts."""

    status: int
    subcode: int
    message: str
    data: Any
    meta: Any
    http: httpx.Response

    @property
    def error(self) -> tuple[int, int, str]:
        return self.status, self.subcode, self.message


@dataclass(frozen=True)
class Person:
    """A user with a key pair."""

    id: str
    company: str
    email: str
    keys: KeyPair


def ask(sim: Simulator, endpoint: str, body: Any = None, who: KeyPair | None = None, /, **headers: str) -> Answer:
    """POST and parse the answer, errors included. `who` is root by default; NO_CREDENTIALS sends no credentials."""
    content = b"" if body is None else json.dumps(body).encode()
    return ask_raw(sim, "POST", endpoint, content, who, **headers)


def ask_raw(
    sim: Simulator, method: str, path: str, content: bytes = b"", who: KeyPair | None = None, /, **headers: str
) -> Answer:
    """Send any method and body; underscores in header names become hyphens."""
    pair = who or sim.root
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    auth = {} if pair is NO_CREDENTIALS or "Authorization" in given else pair.header
    http = sim.control.request(method, f"{sim.url}/{path}", content=content, headers=auth | given)
    meta = http.json()["meta"]
    assert http.status_code == meta["result_code"]
    return Answer(http.status_code, meta["result_subcode"], meta["result_msg"], http.json()["data"], meta, http)


def person(sim: Simulator, role: str = "user", company: str = A) -> Person:
    """Create a user with a key pair."""
    email = f"person{next(_numbers)}@a.example"
    user = sim.call("auth.create_user", {"name": "Person", "company": company, "email": email, "role": role})["id"]
    pair = sim.call("auth.create_credentials", {}, X_Clearml_Impersonate_As=user)["credentials"]
    return Person(user, company, email, KeyPair(pair["access_key"], pair["secret_key"]))


def unique(prefix: str) -> str:
    """Return a name that no other test of the session uses."""
    return f"{prefix}-{next(_numbers)}"
