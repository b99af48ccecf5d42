"""/_sandbox/*: control of the simulator by tests. No authentication; the simulator listens on loopback only."""

import asyncio
import json
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from sandbox.clearml.control import state
from sandbox.clearml.endpoints import people
from sandbox.clearml.endpoints.queue_records import put_task
from sandbox.clearml.protocol.app import Application
from sandbox.clearml.protocol.call import Call, HttpRequest
from sandbox.clearml.protocol.clock import advance, http_date, new_id, now
from sandbox.clearml.protocol.errors import SimulatedError
from sandbox.clearml.protocol.faults import Fault, FaultError

_ANONYMOUS = HttpRequest(method="POST", path="/_sandbox/login", query="", headers=(), body=b"", peer="127.0.0.1")


def _refused(message: str) -> JSONResponse:
    return JSONResponse({"error": message}, status_code=400)


class Control:
    """The handlers, one method per path."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._store = application.site.store

    def asgi(self) -> Starlette:
        """The routes as an ASGI application."""
        return Starlette(
            routes=[
                Route("/_sandbox/faults", self.faults, methods=["GET", "POST", "DELETE"]),
                Route("/_sandbox/calls", self.calls, methods=["GET", "DELETE"]),
                Route("/_sandbox/state", self.state, methods=["GET"]),
                Route("/_sandbox/queue_entries", self.queue_entries, methods=["POST"]),
                Route("/_sandbox/login", self.login, methods=["POST"]),
                Route("/_sandbox/running", self.running, methods=["POST"]),
                Route("/_sandbox/clock", self.clock, methods=["POST"]),
            ]
        )

    async def faults(self, request: Request) -> JSONResponse:
        """Arm one fault or a list of them, list the armed ones, or clear them."""
        faults = self._application.faults
        if request.method == "DELETE":
            faults.clear()
        elif request.method == "POST":
            raw = await request.json()
            try:
                requested = [Fault.parse(item) for item in (raw if isinstance(raw, list) else [raw])]
            except FaultError as exception:
                return _refused(str(exception))
            for fault in requested:
                self._arm(fault, request)
            return JSONResponse({"ids": [fault.id for fault in requested]})
        return JSONResponse({"faults": [vars(fault) for fault in faults.armed]})

    def _arm(self, fault: Fault, request: Request) -> None:
        listener = self._application.listener
        if fault.kind == "refuse" and fault.nth == 0 and listener is not None:
            transport: asyncio.Transport = request.scope["state"]["transport"]
            listener.refuse(fault.seconds, spare=transport)
        else:
            self._application.faults.arm(fault)

    async def calls(self, request: Request) -> JSONResponse:
        """The call log, with `?since=<sequence>` only what follows; DELETE empties it."""
        if request.method == "DELETE":
            self._application.log.clear()
        return JSONResponse({"calls": self._application.log.shown(int(request.query_params.get("since", "0")))})

    async def state(self, _request: Request) -> JSONResponse:
        """Everything that the simulator holds, without secrets."""
        return JSONResponse(state.dump(self._store))

    async def queue_entries(self, request: Request) -> JSONResponse:
        """{queue, count | tasks}: put task entries into a queue."""
        body = await _body(request)
        queue = body.get("queue")
        if self._store.one("SELECT 1 FROM queues WHERE id = ?", queue) is None:
            return _refused(f"no queue with id {queue}")
        tasks = body.get("tasks") or [new_id() for _ in range(int(body.get("count", 1)))]
        for task in tasks:
            put_task(self._store, str(queue), task)
        return JSONResponse({"tasks": tasks})

    async def login(self, request: Request) -> JSONResponse:
        """{email}: a person logs in by single sign-on."""
        body = await _body(request)
        try:
            return JSONResponse(
                people.log_in(Call(site=self._application.site, request=_ANONYMOUS), str(body.get("email")))
            )
        except SimulatedError as error:
            return JSONResponse({"error": error.message, "subcode": error.subcode}, status_code=error.code)

    async def running(self, request: Request) -> JSONResponse:
        """{company, tasks, workers, routes, seconds}: simulate running tasks, and reports that time out."""
        body = await _body(request)
        until = now() + int(float(body.get("seconds", 0)) * 1000)
        values = (body.get("company"), int(body.get("workers", 0)), int(body.get("routes", 0)), until)
        self._store.run("INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?)", *values)
        updated = self._store.run(
            "UPDATE companies SET running = ? WHERE id = ?", int(body.get("tasks", 0)), body.get("company")
        )
        return JSONResponse({"updated": updated}) if updated else _refused(f"no company with id {body.get('company')}")

    async def clock(self, request: Request) -> JSONResponse:
        """{days}: set the simulator's clock forward by that many days, or back by a negative number."""
        advance(float((await _body(request)).get("days", 0)))
        return JSONResponse({"date": http_date()})


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
