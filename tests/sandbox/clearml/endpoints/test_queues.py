"""queues.*: names, companies, entries, default queue, metadata."""

from typing import Any

import pytest

from tests.sandbox.clearml.asking import DEFAULT, A, B, ask, person, unique
from tests.sandbox.clearml.process import Simulator


def make(sim: Simulator, **body: object) -> str:
    made: str = sim.call("queues.create", {"name": unique("queue"), **body})["id"]
    return made


def show(sim: Simulator, queue: str) -> dict[str, Any]:
    answer: dict[str, Any] = sim.call("queues.get_by_id", {"queue": queue})["queue"]
    return answer


def test_a_plain_queue(any_server: Simulator) -> None:
    name = unique("plain")
    queue = show(any_server, make(any_server, name=f"  {name}\n"))
    order = "id name company created tags system_tags entries last_update metadata"
    assert list(queue) == order.split()
    assert (queue["name"], queue["company"], queue["metadata"], queue["entries"]) == (name, DEFAULT, {}, [])


def test_tags_are_kept_sorted_and_display_name_follows_the_name(any_server: Simulator) -> None:
    queue = show(any_server, make(any_server, tags=["b", "a"], system_tags=["z", "y"], display_name="Shown"))
    assert (queue["tags"], queue["system_tags"]) == (["a", "b"], ["y", "z"])
    assert list(queue)[1:3] == ["name", "display_name"]


@pytest.mark.parametrize("name", ["x" * 5000, "a/b$c", "a\u0000b", "  abc  ", "\u4e2d\u6587\u5b57"])
def test_any_name_of_three_characters_will_do(any_server: Simulator, name: str) -> None:
    user = person(any_server)
    assert ask(any_server, "queues.create", {"name": name + unique("")}, user.keys).status == 200


@pytest.mark.parametrize("name", ["", "ab", "  ab  "])
def test_short_names(any_server: Simulator, name: str) -> None:
    expected = (400, 800, "Data validation error: name=String value is too short")
    assert ask(any_server, "queues.create", {"name": name}).error == expected
    queue = make(any_server)
    assert ask(any_server, "queues.update", {"queue": queue, "name": name}).error == expected


def test_names_are_unique_per_company_in_one_letter_case(any_server: Simulator) -> None:
    one, other = person(any_server), person(any_server, company=B)
    name = unique("same")
    assert ask(any_server, "queues.create", {"name": name}, one.keys).status == 200
    assert ask(any_server, "queues.create", {"name": name}, other.keys).status == 200
    assert ask(any_server, "queues.create", {"name": name.upper()}, one.keys).status == 200
    text = f"Value combination already exists (unique field already contains this value): name={name}, company={A}"
    assert ask(any_server, "queues.create", {"name": f" {name} "}, one.keys).error == (400, 801, text)
    second = ask(any_server, "queues.create", {"name": unique("second")}, one.keys).data["id"]
    assert ask(any_server, "queues.update", {"queue": second, "name": name}, one.keys).error == (400, 801, text)


@pytest.mark.parametrize(
    ("body", "subcode", "message"),
    [
        ({}, 12, "Validation error (error for field 'name'. field is required!)"),
        ({"name": None}, 12, "Validation error (error for field 'name': field is required!.)"),
        (
            {"name": "abc", "tags": "x"},
            12,
            "Validation error (error for field 'tags': ('value is wrong, expected type \"list\"', 'x').)",
        ),
        (
            {"name": "abc", "tags": [5]},
            12,
            'Validation error (error for field \'tags\': all items must be instances of "str", and not "int"..)',
        ),
        (
            {"name": "abc", "tags": ["__$x", "ok"]},
            16,
            "Invalid value for fields (unsupported tag prefix): values=(__$x)",
        ),
        (
            {"name": "abc", "system_tags": ["__$x"]},
            16,
            "Invalid value for fields (unsupported tag prefix): values=(__$x)",
        ),
    ],
)
def test_refused_queues(any_server: Simulator, body: dict[str, object], subcode: int, message: str) -> None:
    assert ask(any_server, "queues.create", body).error == (400, subcode, message)


@pytest.mark.parametrize("endpoint", ["get_by_id", "update", "delete"])
def test_unknown_and_foreign_queues_are_400_701(any_server: Simulator, endpoint: str) -> None:
    user = person(any_server)
    for queue in ("nope", make(any_server)):
        answer = ask(any_server, f"queues.{endpoint}", {"queue": queue}, user.keys)
        assert answer.error == (400, 701, f"Invalid queue id: id={queue}, company={A}")


def test_update(any_server: Simulator) -> None:
    queue = make(any_server, tags=["old"])
    answer = ask(any_server, "queues.update", {"queue": queue, "tags": ["b", "a"], "name": " renamed ", "bogus": 1})
    assert answer.data == {"fields": {"name": " renamed ", "tags": ["a", "b"]}, "updated": 1}
    assert show(any_server, queue)["name"] == "renamed"
    assert show(any_server, queue)["tags"] == ["a", "b"]
    assert ask(any_server, "queues.update", {"queue": queue}).data == {"fields": {}, "updated": 0}
    assert ask(any_server, "queues.update", {"queue": queue, "bogus": 1, "name": None}).data["updated"] == 0
    assert ask(any_server, "queues.update", {"queue": queue, "tags": []}).data == {"fields": {"tags": []}, "updated": 1}
    any_server.call("queues.delete", {"queue": queue})


@pytest.mark.parametrize("force", [True, "true", "false", 1, "no", [0]])
def test_a_full_queue_is_deleted_only_by_force_and_every_true_value_is_force(
    any_server: Simulator, force: object
) -> None:
    queue = make(any_server)
    any_server.enqueue(queue, 2)
    text = f"Queue is not empty (use force=true to delete): id={queue}"
    for mild in ({}, {"force": False}, {"force": ""}, {"force": None}, {"force": 0}):
        assert ask(any_server, "queues.delete", {"queue": queue, **mild}).error == (400, 702, text)
    assert ask(any_server, "queues.delete", {"queue": queue, "force": force}).data == {"deleted": 1}
    assert ask(any_server, "queues.delete", {"queue": queue}).error[:2] == (400, 701)


def test_the_default_queue_is_the_tagged_one(any_server: Simulator) -> None:
    member = person(any_server)
    named = ask(any_server, "queues.create", {"name": unique("default")}, member.keys)
    assert named.status == 200
    none = ask(any_server, "queues.get_default", {}, member.keys)
    assert none.error == (400, 707, "No queue is tagged as the default queue for this company")
    one = ask(any_server, "queues.create", {"name": unique("x-y"), "system_tags": ["default"]}, member.keys).data["id"]
    assert ask(any_server, "queues.get_default", {}, member.keys).data["id"] == one
    two = ask(any_server, "queues.create", {"name": unique("x-y"), "system_tags": ["default"]}, member.keys).data["id"]
    text = f"More than one queue is tagged as the default queue for this company: queues=({one}, {two})"
    assert ask(any_server, "queues.get_default", {}, member.keys).error == (400, 708, text)
    for queue in (one, two):
        ask(any_server, "queues.delete", {"queue": queue}, member.keys)


def test_the_default_company_has_a_tagged_queue(any_server: Simulator) -> None:
    assert ask(any_server, "queues.get_default").data["name"] == "default"


def test_max_task_entries(any_server: Simulator) -> None:
    queue = make(any_server)
    any_server.enqueue(queue, 5)
    assert len(any_server.call("queues.get_by_id", {"queue": queue, "max_task_entries": 2})["queue"]["entries"]) == 2
    rows = any_server.call("queues.get_all", {"id": [queue], "max_task_entries": "3"})["queues"]
    assert len(rows[0]["entries"]) == 3
    assert list(rows[0]["entries"][0]) == ["task", "added"]


def test_metadata(any_server: Simulator) -> None:
    item = {"key": "a", "type": "str", "value": "1"}
    queue = make(any_server, metadata={"a": item})
    assert show(any_server, queue)["metadata"] == {"a": item}
    any_server.call("queues.update", {"queue": queue, "metadata": {"b.c": item | {"key": "b.c"}}})
    assert list(show(any_server, queue)["metadata"]) == ["b.c"]
    any_server.call("queues.update", {"queue": queue, "metadata": {}})
    assert show(any_server, queue)["metadata"] == {}


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        (5, (400, 12, "Validation error (error for field 'metadata': ('value is wrong, expected type \"dict\"', 5).)")),
        (
            {"a": 5},
            (
                400,
                12,
                "Validation error "
                "(apiserver.apimodels.metadata.MetadataItem() argument after ** must be a mapping, not int)",
            ),
        ),
        (
            {"a": {"key": 5}},
            (
                400,
                12,
                "Validation error (error for field 'metadata': "
                "error for field 'key': ('value is wrong, expected type \"str\"', 5)..)",
            ),
        ),
        ({"a": {"key": "a"}}, (400, 800, "Data validation error: metadata=Field is required (type, value)")),
        (
            {"": {"key": "a", "type": "str", "value": "1"}},
            (400, 800, "Data validation error: metadata=Empty keys are not allowed in a MapField"),
        ),
    ],
)
def test_refused_metadata(any_server: Simulator, metadata: object, error: tuple[int, int, str]) -> None:
    assert ask(any_server, "queues.create", {"name": unique("meta"), "metadata": metadata}).error == error


def test_clients_up_to_2_16_get_metadata_as_a_list(any_server: Simulator) -> None:
    queue = make(any_server)
    assert ask(any_server, "v2.16/queues.get_by_id", {"queue": queue}).data["queue"]["metadata"] == []
    assert ask(any_server, "v2.17/queues.get_by_id", {"queue": queue}).data["queue"]["metadata"] == {}
