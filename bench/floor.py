"""The floor: the calls of an `up`, sent by bare httpx over eight connections. Nothing that makes them can be faster.

A tenant's company and user come first, in their order; its other calls wait for nothing but a free connection.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import httpx

from bench.process import BenchError
from bench.recording import COMPANY, CREATE_COMPANY, CREATE_USER, USER, Chain, Ids, Recording, Step
from bench.simulator import ACCESS_KEY, SECRET_KEY

CONNECTIONS = 8
_MAKES = {CREATE_COMPANY: COMPANY, CREATE_USER: USER}


def replay(recording: Recording, url: str) -> float:
    """Send all calls to a fresh server and return the wall time in seconds."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    with httpx.Client(base_url=url, auth=(ACCESS_KEY, SECRET_KEY), limits=limits, trust_env=False, timeout=60) as http:
        started = time.perf_counter()
        _send_all(recording, http)
        return time.perf_counter() - started


def _send_all(recording: Recording, http: httpx.Client) -> None:
    for step in recording.before:
        _send(step, {}, http)
    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        heads = {pool.submit(_send_head, chain, http): chain for chain in recording.chains}
        rest = [
            pool.submit(_send, step, head.result(), http) for head in as_completed(heads) for step in heads[head].rest
        ]
        for call in rest:
            call.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error or Ctrl-C, what has not been sent is not sent


def _send_head(chain: Chain, http: httpx.Client) -> Ids:
    ids: dict[str, str] = {}
    for step in chain.head:
        data = _send(step, ids, http)
        if step.endpoint in _MAKES:
            ids[_MAKES[step.endpoint]] = data["id"]
    return ids


def _send(step: Step, ids: Ids, http: httpx.Client) -> dict[str, Any]:
    body = step.body
    for placeholder, id_ in ids.items():
        body = body.replace(placeholder, id_)
    headers = {"Content-Type": "application/json"} | ({step.header: ids[USER]} if step.header else {})
    answer = http.post(f"/{step.endpoint}", content=body, headers=headers)
    if answer.status_code != 200:
        raise BenchError(f"the floor: {step.endpoint} answered {answer.text[:300]}")
    return dict(json.loads(answer.text)["data"])
