"""queues.* on task entries. Any task id is taken: the simulator keeps no tasks."""

from sandbox.clearml.endpoints import queue_records
from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.clock import iso, now
from sandbox.clearml.protocol.endpoint import Endpoint
from sandbox.clearml.protocol.fields import Flag, Integer, Names, NumberField, TextField
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.store import Store


def put(store: Store, queue: str, task: str) -> None:
    """Append an entry."""
    place = store.count("SELECT coalesce(max(place), 0) + 1 FROM queue_entries WHERE queue = ?", queue)
    store.insert("queue_entries", queue=queue, task=task, added=now(), place=place)
    store.change("queues", queue, last_update=now())


def tasks_of(store: Store, queue: str) -> list[str]:
    rows = store.all("SELECT task FROM queue_entries WHERE queue = ? ORDER BY place", queue)
    return [row["task"] for row in rows]


def add(call: Call) -> Json:
    queue, task = queue_records.find(call, call.values.text("queue"))["id"], call.values.text("task")
    if task in tasks_of(call.store, queue):
        raise errors.ALREADY_QUEUED(task=task)
    put(call.store, queue, task)
    return {"added": 1}


def _queued(call: Call) -> tuple[str, str, list[str]]:
    queue, task, company = call.values.text("queue"), call.values.text("task"), call.identity.company
    known = call.store.one("SELECT 1 FROM queues WHERE id = ? AND company = ?", queue, company)
    tasks = tasks_of(call.store, queue)
    if known is None or task not in tasks:
        raise errors.NOT_QUEUED(task=task, id=queue, company=company)
    return queue, task, tasks


def remove(call: Call) -> Json:
    queue, task, _ = _queued(call)
    removed = call.store.run("DELETE FROM queue_entries WHERE queue = ? AND task = ?", queue, task)
    call.store.change("queues", queue, last_update=now())
    return {"removed": removed}


def next_task(call: Call) -> Json:
    row = queue_records.find(call, call.values.text("queue"))
    entry = call.store.one("SELECT * FROM queue_entries WHERE queue = ? ORDER BY place LIMIT 1", row["id"])
    wanted = call.values.maybe("task")
    if entry is None or (wanted and wanted != entry["task"]):
        return {}
    call.store.run("DELETE FROM queue_entries WHERE queue = ? AND task = ?", row["id"], entry["task"])
    call.store.change("queues", row["id"], last_update=now())
    return {"entry": {"task": entry["task"], "added": iso(entry["added"])}}


def peek(call: Call) -> Json:
    tasks = tasks_of(call.store, queue_records.find(call, call.values.text("queue"))["id"])
    return {"task": tasks[0] if tasks else None}


def number(call: Call) -> Json:
    queue = call.values.text("queue")
    if call.store.one("SELECT 1 FROM queues WHERE id = ? AND company = ?", queue, call.identity.company) is None:
        raise errors.INVALID_QUEUE_ID(queue_id=queue)
    return {"num": len(tasks_of(call.store, queue))}


def clear(call: Call) -> Json:
    """Remove every entry. The ids told are of tasks whose status went back; without tasks there are none."""
    queue = call.values.text("queue")
    if call.store.one("SELECT 1 FROM queues WHERE id = ? AND company = ?", queue, call.identity.company) is None:
        raise errors.INVALID_QUEUE_ID(queue=queue)
    tasks = tasks_of(call.store, queue)
    call.store.run("DELETE FROM queue_entries WHERE queue = ?", queue)
    return {"removed_tasks": tasks}


def _move(call: Call, place: int) -> Json:
    queue, task, tasks = _queued(call)
    tasks.remove(task)
    place = max(0, min(place, len(tasks)))
    tasks.insert(place, task)
    with call.store.together():
        for index, name in enumerate(tasks, start=1):
            call.store.run("UPDATE queue_entries SET place = ? WHERE queue = ? AND task = ?", index, queue, name)
    return {"position": place}


def forward(call: Call) -> Json:
    _, task, tasks = _queued(call)
    return _move(call, tasks.index(task) - (call.values.number("count") or 0))


def backward(call: Call) -> Json:
    _, task, tasks = _queued(call)
    return _move(call, tasks.index(task) + (call.values.number("count") or 0))


def to_front(call: Call) -> Json:
    return _move(call, 0)


def to_back(call: Call) -> Json:
    return _move(call, len(tasks_of(call.store, call.values.text("queue"))))


def metrics(call: Call) -> Json:
    """Nothing is measured here: one empty row for each queue asked for, or for `total`."""
    names = call.values.names("queue_ids") or ["total"]
    return {"queues": [{"avg_waiting_times": [], "dates": [], "queue": name, "queue_lengths": []} for name in names]}


_QUEUE = TextField("queue", required=True)
_TASK = TextField("task", required=True)
_COUNT = Integer("count", default=1)

ENDPOINTS = (
    Endpoint(
        name="queues.add_task", run=add, version="2.4", request=Request(_QUEUE, _TASK, Flag("update_execution_queue"))
    ),
    Endpoint(
        name="queues.remove_task", run=remove, version="2.4", request=Request(_QUEUE, _TASK, Flag("update_task_status"))
    ),
    Endpoint(
        name="queues.get_next_task", run=next_task, request=Request(_QUEUE, TextField("task"), Flag("get_task_info"))
    ),
    Endpoint(name="queues.clear_queue", run=clear, request=Request(_QUEUE)),
    Endpoint(name="queues.peek_task", run=peek, version="2.15", request=Request(_QUEUE)),
    Endpoint(name="queues.get_num_entries", run=number, version="2.15", request=Request(_QUEUE)),
    Endpoint(name="queues.move_task_forward", run=forward, version="2.4", request=Request(_QUEUE, _TASK, _COUNT)),
    Endpoint(name="queues.move_task_backward", run=backward, version="2.4", request=Request(_QUEUE, _TASK, _COUNT)),
    Endpoint(name="queues.move_task_to_front", run=to_front, version="2.4", request=Request(_QUEUE, _TASK)),
    Endpoint(name="queues.move_task_to_back", run=to_back, version="2.4", request=Request(_QUEUE, _TASK)),
    Endpoint(
        name="queues.get_queue_metrics",
        run=metrics,
        version="2.4",
        request=Request(
            NumberField("from_date", required=True, low=0),
            NumberField("to_date", required=True, low=0),
            Integer("interval", required=True, low=1),
            Names("queue_ids"),
            Flag("refresh"),
        ),
    ),
)
