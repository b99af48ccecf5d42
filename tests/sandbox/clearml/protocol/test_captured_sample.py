"""Replays 39 requests and answers captured from the open-source server v2.3.0 (API 2.34), in the recorded order.

The pairs share one story: Ann is created, gets keys, makes a queue, is deleted. Three things happened between the
pairs and are done here before the pair that needs them: a third key pair exists before it is revoked, a task is in
the queue before its deletion is refused, and the queue is gone before it is deleted again.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.clearml.asking import COMPANIES
from tests.sandbox.clearml.process import KeyPair, Simulator, simulator

PAIRS: list[dict[str, Any]] = json.loads((Path(__file__).parents[3] / "data" / "captured_sample.json").read_text())
ANN = "cb0229d12c2242fa833493d6f8eb6294"
QUEUE = "415e4c680cfe4899a387d4685ae3dcb9"
REVOKED_KEY = "6L1D4RC9YNNLWYUUN9WZGMH396FOA6"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?")


@dataclass
class Story:
    """The replay so far: live ids and keys by the recorded ones, and every live answer by its label."""

    sim: Simulator
    names: dict[str, str] = field(default_factory=dict)
    people: dict[str, KeyPair] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)

    def live(self, text: str) -> str:
        for recorded, here in self.names.items():
            text = text.replace(recorded, here)
        return text

    def recorded(self, text: str) -> str:
        for recorded, here in self.names.items():
            text = text.replace(here, recorded)
        return text

    def prepare(self, label: str) -> None:
        if label == "revoke_credentials":
            pair = self.sim.call("auth.create_credentials", {}, self.people["ann"])["credentials"]
            self.names[REVOKED_KEY] = pair["access_key"]
            self.people["revoked"] = KeyPair(pair["access_key"], pair["secret_key"])
        if label == "queues.delete, not empty":
            self.sim.enqueue(self.names[QUEUE])
        if label == "queues.delete, already gone":
            self.sim.call("queues.delete", {"queue": self.names[QUEUE], "force": True}, self.people["ann"])

    def replay(self, pair: dict[str, Any]) -> None:
        label, body, who = pair["label"], pair["body"], pair["as"]
        self.prepare(label)
        content = None if body is None else self.live(body["raw"] if "raw" in (body or {}) else json.dumps(body))
        auth = self.people[who].header if who in self.people else {}
        headers = auth | {name: self.live(value) for name, value in pair["headers"].items()}
        answer = self.sim.control.request(pair["method"], self.sim.url + pair["path"], content=content, headers=headers)
        self.answers[label] = answer
        self.learn(label, answer.json()["data"], pair["reply"]["data"])

    def learn(self, label: str, here: Any, recorded: Any) -> None:
        if label in ("create_user", "queues.create, impersonated"):
            self.names[recorded["id"]] = here["id"]
        if "credentials" in recorded and isinstance(recorded["credentials"], dict):
            pair = here["credentials"]
            self.names[recorded["credentials"]["access_key"]] = pair["access_key"]
            self.people.setdefault("ann", KeyPair(pair["access_key"], pair["secret_key"]))


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    with simulator(profile="oss", companies=COMPANIES) as sim:
        story = Story(sim, people={"root": sim.root, "supervisor": sim.supervisor})
        story.people["wrong-secret"] = KeyPair(sim.supervisor.access_key, "wrong")
        for pair in PAIRS:
            story.replay(pair)
        yield story


def masked(reply: Any) -> str:
    """JSON text, so that key order counts, with every value replaced that is new in each run."""
    meta, data = dict(reply["meta"]), json.loads(json.dumps(reply["data"]))
    for key in ("id", "trx"):
        assert re.fullmatch("[0-9a-f]{32}", meta[key])
        meta[key] = "<id>"
    if "token" in data:
        data["token"] = "<token>"
    if isinstance(data.get("credentials"), dict):
        data["credentials"]["secret_key"] = "<secret>"
    return DATE.sub("<date>", json.dumps({"meta": meta, "data": data}))


def test_the_sample_is_whole() -> None:
    assert len(PAIRS) == 39
    assert len({pair["label"] for pair in PAIRS}) == 39


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["label"] for pair in PAIRS])
def test_the_answer_is_the_captured_one(story: Story, pair: dict[str, Any]) -> None:
    answer = story.answers[pair["label"]]
    assert answer.status_code == pair["status"]
    assert masked(json.loads(story.recorded(answer.text))) == masked(pair["reply"])


@pytest.mark.parametrize("pair", PAIRS, ids=[pair["label"] for pair in PAIRS])
def test_the_headers_are_the_captured_ones(story: Story, pair: dict[str, Any]) -> None:
    headers = story.answers[pair["label"]].headers
    for name in ("Content-Type", "server", "Vary"):
        assert headers[name] == pair["reply_headers"][name]
    assert ("Set-Cookie" in headers) == ("Set-Cookie" in pair["reply_headers"])


def test_the_login_cookie_looks_like_the_captured_one(story: Story) -> None:
    recorded = next(pair for pair in PAIRS if pair["label"] == "login")["reply_headers"]["Set-Cookie"]
    answer = story.answers["login"]
    cookie = answer.headers["Set-Cookie"].replace(answer.json()["data"]["token"], "<the same JWT>")
    when = re.compile(r"Expires=[^;]+ GMT")
    assert when.search(cookie)
    assert when.sub("", cookie) == when.sub("", recorded)


def test_secrets_have_the_captured_form(story: Story) -> None:
    pair = story.answers["create_credentials with a label"].json()["data"]["credentials"]
    assert re.fullmatch(r"[A-Z0-9]{30}", pair["access_key"])
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{66}", pair["secret_key"])
