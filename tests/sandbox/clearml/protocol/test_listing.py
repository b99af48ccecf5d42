"""queues.get_all and users.get_all: regex names, filters, 500 rows, pages, scrolling, projections."""

from typing import Any

import pytest

from tests.sandbox.clearml.asking import COMPANIES, A, ask, person, unique
from tests.sandbox.clearml.process import Simulator, simulator


def names(sim: Simulator, who: Any, **query: object) -> list[str]:
    return [row["name"] for row in ask(sim, "queues.get_all", query, who).data["queues"]]


@pytest.fixture
def owner(any_server: Simulator) -> Any:
    """A user whose queues all start with one prefix; see `prefix`."""
    return person(any_server).keys


@pytest.fixture
def prefix(any_server: Simulator, owner: Any) -> str:
    given = unique("list") + "-"
    for name in ("default", "my-default-2", "Default", "other"):
        ask(any_server, "queues.create", {"name": given + name, "tags": [name[0]]}, owner)
    ask(any_server, "queues.create", {"name": given + "glue", "system_tags": ["k8s-glue"]}, owner)
    return given


def test_names_are_unanchored_case_sensitive_patterns(any_server: Simulator, owner: Any, prefix: str) -> None:
    assert names(any_server, owner, name=f"{prefix}.*default") == [f"{prefix}default", f"{prefix}my-default-2"]
    assert names(any_server, owner, name=f"^{prefix}default$") == [f"{prefix}default"]


def test_glue_queues_are_hidden_until_asked_for(any_server: Simulator, owner: Any, prefix: str) -> None:
    glue = f"{prefix}glue"
    assert glue not in names(any_server, owner)
    assert glue in names(any_server, owner, search_hidden=True)
    assert glue in names(any_server, owner, search_hidden="false")
    assert names(any_server, owner, name=glue) == [glue]
    found = ask(any_server, "queues.get_all", {"name": glue}, owner).data["queues"][0]["id"]
    assert names(any_server, owner, id=[found]) == [glue]
    assert names(any_server, owner, id=found) == [glue]


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["d"], ["default"]),
        (["d", "m"], ["default", "my-default-2"]),
        (["-d"], ["my-default-2", "Default", "other", "glue"]),
        (["__$not", "d", "__$not", "m"], ["Default", "other", "glue"]),
        (["__$all", "d", "m"], []),
        (["__$any", "d", "o"], ["default", "other"]),
        ([None], ["glue"]),
        (["d", None], ["default", "glue"]),
    ],
)
def test_tag_filters(any_server: Simulator, owner: Any, prefix: str, tags: list[str], expected: list[str]) -> None:
    assert names(any_server, owner, name=prefix, tags=tags) == [prefix + name for name in expected]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"tags": [5]}, "Invalid value for fields (invalid value type, string expected): field=tags, value=5"),
        ({"tags": ["__$x"]}, "Invalid value for fields (Unsupported operator): field=tags, operator=__$x"),
        ({"tags": ["__$not"]}, "Invalid value for fields (Value is expected after): operator=__$not"),
    ],
)
def test_bad_filters_are_400_16(any_server: Simulator, query: dict[str, Any], message: str) -> None:
    assert ask(any_server, "queues.get_all", query).error == (400, 16, message)


def test_bad_patterns_are_400_21(any_server: Simulator) -> None:
    reason = "err=missing ), unterminated subpattern at position 0, extra_info=None"
    users = ask(any_server, "users.get_all", {"name": "("})
    assert users.error == (400, 21, f"Malformed regular expression (while retrieving users): {reason}")
    queues = ask(any_server, "queues.get_all", {"name": "("})
    assert queues.error == (400, 21, f"Malformed regular expression: {reason}")


def test_a_descending_order_of_an_unknown_field_is_no_order(any_server: Simulator) -> None:
    assert ask(any_server, "queues.get_all", {"order_by": ["-bogus"]}).status == 200


def test_a_part_of_a_plain_field_is_unknown_too(any_server: Simulator) -> None:
    answer = ask(any_server, "queues.get_all", {"only_fields": ["name.bogus"]})
    assert answer.error[:2] == (400, 14)
    assert answer.message.endswith('Cannot resolve field "bogus"')


@pytest.mark.parametrize("endpoint", ["queues.get_all", "users.get_all"])
@pytest.mark.parametrize("query", [{"only_fields": ["bogus"]}, {"order_by": ["bogus"]}, {"only_fields": ["-bogus"]}])
def test_unknown_fields_are_400_14(any_server: Simulator, endpoint: str, query: dict[str, Any]) -> None:
    text = "probably an invalid field name or unsupported nested field"
    expected = (400, 14, f'Lookup error ({text}): err=Cannot resolve field "bogus"')
    assert ask(any_server, endpoint, query).error == expected


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"page": -1}, (400, 12, "Validation error (page must be >=0): field=page")),
        ({"page_size": 0}, (400, 12, "Validation error (page_size must be >0): field=page_size")),
        ({"page": "1"}, (500, 0, "'<' not supported between instances of 'str' and 'int'")),
        ({"page_size": "1"}, (500, 0, "'<' not supported between instances of 'str' and 'int'")),
        (
            {"page_size": None},
            (400, 11, "Missing required fields (page_size is required when page is requested): field=page_size"),
        ),
        (
            {"scroll_id": None},
            (
                400,
                12,
                "Validation error (Integer size parameter greater than 1 should be provided when working with scroll)",
            ),
        ),
    ],
)
@pytest.mark.parametrize("endpoint", ["queues.get_all", "users.get_all"])
def test_bad_pages(any_server: Simulator, endpoint: str, query: dict[str, Any], error: tuple[int, int, str]) -> None:
    assert ask(any_server, endpoint, query).error == error


def test_projection_is_alphabetical_and_leaves_out_what_is_absent(
    any_server: Simulator, owner: Any, prefix: str
) -> None:
    query = {"name": f"^{prefix}default$", "only_fields": ["name", "display_name", "company"]}
    rows = ask(any_server, "queues.get_all", query, owner).data["queues"]
    assert [list(row.items()) for row in rows] == [[("company", A), ("name", f"{prefix}default")]]


def test_order(any_server: Simulator, owner: Any, prefix: str) -> None:
    everything = ["Default", "default", "my-default-2", "other"]
    query = {"name": f"{prefix}(?!glue)"}
    assert names(any_server, owner, order_by=["name"], **query) == [prefix + name for name in everything]
    assert names(any_server, owner, order_by=["-name"], **query) == [prefix + name for name in reversed(everything)]
    assert names(any_server, owner, order_by="name", page_size=2, page=1, **query) == [
        prefix + "my-default-2",
        prefix + "other",
    ]


def test_users_are_those_of_the_own_company(any_server: Simulator) -> None:
    user = person(any_server)
    rows = ask(any_server, "users.get_all", {"id": [user.id]}, user.keys).data["users"]
    assert list(rows[0]) == ["id", "company", "name", "created_in_version", "created"]
    assert rows[0]["company"] == A
    assert ask(any_server, "users.get_all", {"id": [user.id]}).data["users"] == []


def test_auth_fields_are_for_enterprise_admins(open_server: Simulator, enterprise_server: Simulator) -> None:
    query = {"include_auth": True}
    for sim, role, shown in (
        (enterprise_server, "admin", True),
        (enterprise_server, "user", False),
        (open_server, "admin", False),
    ):
        user = person(sim, role)
        row = ask(sim, "users.get_all", query | {"id": [user.id]}, user.keys).data["users"][0]
        assert (row.get("email") == user.email) == shown


def test_500_rows_are_the_most_that_come_at_once() -> None:
    with simulator(profile="oss", companies=COMPANIES) as sim:
        owner = person(sim).keys
        for number in range(503):
            ask(sim, "queues.create", {"name": f"queue-{number:03}"}, owner)
        assert len(names(sim, owner)) == 500
        assert len(names(sim, owner, page_size=1000)) == 500
        assert names(sim, owner, page=1) == ["queue-500", "queue-501", "queue-502"]
        assert names(sim, owner, page=2) == []
        assert names(sim, owner, page=1, page_size=500, order_by=["name"])[0] == "queue-500"


def test_scrolling_goes_on_where_it_stopped(any_server: Simulator, owner: Any, prefix: str) -> None:
    seen: list[str] = []
    query: dict[str, Any] = {"name": prefix, "scroll_id": None, "size": 2, "only_fields": ["name"]}
    for _ in range(4):
        data = ask(any_server, "queues.get_all", query, owner).data
        seen += [row["name"] for row in data["queues"]]
        query["scroll_id"] = data["scroll_id"]
    assert seen == [prefix + name for name in ("default", "my-default-2", "Default", "other", "glue")]
    again = ask(any_server, "queues.get_all", query | {"refresh_scroll": True}, owner).data
    assert len(again["queues"]) == 5
    fresh = ask(any_server, "queues.get_all", query | {"scroll_id": "unknown"}, owner).data
    assert fresh["scroll_id"] not in ("unknown", query["scroll_id"])
    assert fresh["queues"][0]["name"] == f"{prefix}default"
