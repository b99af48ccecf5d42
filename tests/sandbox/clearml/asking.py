"""Short ways to ask a simulator something and to look at every part of the answer."""

import json
from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from tests.sandbox.clearml.process import KeyPair, Simulator

A, B, DEFAULT = "a" * 32, "b" * 32, "d1bd92a3b039400cbafc60a7a5b1e52b"
COMPANIES = ({"id": A, "name": "Company A"}, {"id": B, "name": "Company B"})
NOBODY = KeyPair("", "")
_numbers = count(1)


@dataclass(frozen=True)
class Answer:
    """One API answer, taken apart."""

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
    """POST and parse; errors are answers too. `who` is root unless said otherwise; NOBODY sends no credentials."""
    content = b"" if body is None else json.dumps(body).encode()
    return ask_raw(sim, "POST", endpoint, content, who, **headers)


def ask_raw(
    sim: Simulator, method: str, path: str, content: bytes = b"", who: KeyPair | None = None, /, **headers: str
) -> Answer:
    """Any method and any body; header names are written with underscores."""
    pair = who or sim.root
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    auth = {} if pair is NOBODY or "Authorization" in given else pair.header
    http = sim.control.request(method, f"{sim.url}/{path}", content=content, headers=auth | given)
    meta = http.json()["meta"]
    assert http.status_code == meta["result_code"]
    return Answer(http.status_code, meta["result_subcode"], meta["result_msg"], http.json()["data"], meta, http)


def person(sim: Simulator, role: str = "user", company: str = A) -> Person:
    """A fresh user with a key pair."""
    email = f"person{next(_numbers)}@a.example"
    user = sim.call("auth.create_user", {"name": "Person", "company": company, "email": email, "role": role})["id"]
    pair = sim.call("auth.create_credentials", {}, X_Clearml_Impersonate_As=user)["credentials"]
    return Person(user, company, email, KeyPair(pair["access_key"], pair["secret_key"]))


def unique(prefix: str) -> str:
    """A name that no other test of the session uses."""
    return f"{prefix}-{next(_numbers)}"
