"""tasks.get_all: as many running tasks as `/_sandbox/running` has set. The simulator has no other tasks."""

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, Names
from sandbox.clearml.protocol.validation import Request

RUNNING = "in_progress"


def get_all(call: Call) -> Json:
    """The company's tasks, all of them running. Without `status` the answer has tasks of every status (SRC)."""
    statuses, company = call.values.names("status"), call.identity.company
    row = call.store.one("SELECT running FROM companies WHERE id = ?", company)
    running = row["running"] if row is not None and (not statuses or RUNNING in statuses) else 0
    page, size = call.values.number("page") or 0, call.values.number("page_size") or running
    tasks = [f"{number:032x}" for number in range(1, running + 1)][page * size : (page + 1) * size]
    return {"tasks": [{"id": task, "company": company, "status": RUNNING} for task in tasks]}


ENDPOINTS = (
    Endpoint(
        name="tasks.get_all",
        run=get_all,
        request=Request(
            status=Names(),
            only_fields=Names(),
            page=Integer(low=0),
            page_size=Integer(low=1),
            search_hidden=Flag(),
        ),
    ),
)
