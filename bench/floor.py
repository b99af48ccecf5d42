"""Measures the floor: the API calls of one `pulumi up`, sent by bare httpx over eight connections.

It is the lower limit for any program with the same calls. A tenant's company and user come first, in this order; the
other calls wait only for a free connection.
"""

import json
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Any

import httpx

from bench.process import BenchError
from bench.recording import COMPANY, CREATE_COMPANY, CREATE_USER, USER, ApiCall, Chain, Ids, Recording
from bench.simulator import ACCESS_KEY, SECRET_KEY

CONNECTIONS = 8
_CREATES = {CREATE_COMPANY: COMPANY, CREATE_USER: USER}


def replay(recording: Recording, url: str) -> float:
    """Send all calls to a fresh server and return the wall-clock seconds."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    with httpx.Client(base_url=url, auth=(ACCESS_KEY, SECRET_KEY), limits=limits, trust_env=False, timeout=60) as http:
        started = time.perf_counter()
        _send_all(recording, http)
        return time.perf_counter() - started


def _send_all(recording: Recording, http: httpx.Client) -> None:
    for call in recording.before:
        _send(call, {}, http)
    pool = ThreadPoolExecutor(CONNECTIONS)
    try:
        heads = {pool.submit(_send_head, chain, http): chain for chain in recording.chains}
        rest = [
            pool.submit(_send, call, head.result(), http) for head in as_completed(heads) for call in heads[head].rest
        ]
        for answer in rest:
            answer.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after an error or Ctrl-C, send no further calls


def _send_head(chain: Chain, http: httpx.Client) -> Ids:
    ids: dict[str, str] = {}
    for call in chain.head:
        data = _send(call, ids, http)
        if call.endpoint in _CREATES:
            ids[_CREATES[call.endpoint]] = data["id"]
    return ids


def _send(call: ApiCall, ids: Ids, http: httpx.Client) -> dict[str, Any]:
    body = call.body
    for placeholder, id_ in ids.items():
        body = body.replace(placeholder, id_)
    headers = {"Content-Type": "application/json"} | ({call.header: ids[USER]} if call.header else {})
    answer = http.post(f"/{call.endpoint}", content=body, headers=headers)
    if answer.status_code != 200:
        raise BenchError(f"the floor: {call.endpoint} answered {answer.text[:300]}")
    return dict(json.loads(answer.text)["data"])
