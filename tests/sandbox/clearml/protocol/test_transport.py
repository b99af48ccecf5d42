"""Paths, versions, methods and bodies (RUN rules of the open server)."""

import gzip
import json
import re

import pytest

from tests.sandbox.clearml.asking import NO_CREDENTIALS, ask, ask_raw, unique
from tests.sandbox.clearml.process import Simulator

GENERIC = "The browser (or proxy) sent a request that this server could not understand."


@pytest.mark.parametrize(
    "path", ["nope", "", "v2/debug.ping", "v2.34.1/debug.ping", "a.b", "debug.ping.x", "api/debug.ping"]
)
def test_a_bad_path_is_400_0_with_number_versions(any_server: Simulator, path: str) -> None:
    answer = ask(any_server, path, {}, NO_CREDENTIALS)
    assert answer.error == (400, 0, f"Invalid request path /{path}")
    assert answer.meta["endpoint"] == {"name": "", "requested_version": 1.0, "actual_version": None}
    assert isinstance(answer.meta["endpoint"]["requested_version"], float)


@pytest.mark.parametrize(
    "path", ["debug.ping", "debug.ping/", "v2.34/debug.ping", "v2.34/debug.ping/", "v99.0/debug.ping"]
)
def test_good_paths(any_server: Simulator, path: str) -> None:
    assert ask(any_server, path, {}, NO_CREDENTIALS).data == {"msg": "ClearML server"}


@pytest.mark.parametrize(("version", "shown"), [("1.0", 1.0), ("2.0", 2.0), ("1.5", 1.5)])
def test_versions_below_2_1_are_shown_as_floats(any_server: Simulator, version: str, shown: float) -> None:
    endpoint = ask(any_server, f"v{version}/debug.ping", {}, NO_CREDENTIALS).meta["endpoint"]
    assert (endpoint["requested_version"], endpoint["actual_version"]) == (shown, 1.0)
    assert {type(endpoint["requested_version"]), type(endpoint["actual_version"])} == {float}


@pytest.mark.parametrize("version", ["2.1", "2.10", "99.0", "99"])
def test_newer_versions_are_shown_as_strings(any_server: Simulator, version: str) -> None:
    endpoint = ask(any_server, f"v{version}/debug.ping", {}, NO_CREDENTIALS).meta["endpoint"]
    assert (endpoint["requested_version"], endpoint["actual_version"]) == (version, "1.0")


def test_a_version_older_than_the_endpoint_is_404(any_server: Simulator) -> None:
    answer = ask(any_server, "v2.3/queues.get_all", {})
    assert answer.error == (404, 0, "Unable to find endpoint for name queues.get_all and version 2.3")
    assert answer.meta["endpoint"]["actual_version"] is None


def test_versions_compare_number_by_number(any_server: Simulator) -> None:
    assert ask(any_server, "v2.10/queues.get_all", {}).status == 200


def test_leading_zeros_are_an_invalid_version(any_server: Simulator) -> None:
    answer = ask(any_server, "v2.04/debug.ping", {}, NO_CREDENTIALS)
    assert answer.error[:2] == (400, 2)
    assert answer.message.startswith("Request path has invalid version: version=2.04, reason=")


def test_404_comes_before_any_check_of_credentials(any_server: Simulator) -> None:
    for endpoint in ("nope.nope", "queues.nope", "auth.create_usr"):
        newest = "2.34" if ask(any_server, "server.info").data["api_version"] == "2.34" else "2.37"
        expected = f"Unable to find endpoint for name {endpoint} and version {newest}"
        assert ask(any_server, endpoint, {}, NO_CREDENTIALS).error == (404, 0, expected)


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_the_method_does_not_matter(any_server: Simulator, method: str) -> None:
    name = unique("by-method")
    made = ask_raw(any_server, method, "queues.create", json.dumps({"name": name}).encode())
    assert re.fullmatch("[0-9a-f]{32}", made.data["id"])


def test_head_runs_and_options_does_not(any_server: Simulator) -> None:
    head = any_server.control.request("HEAD", f"{any_server.url}/debug.ping")
    assert (head.status_code, head.content) == (200, b"")
    options = any_server.control.request("OPTIONS", f"{any_server.url}/queues.get_all")
    assert (options.status_code, options.content) == (200, b"")


def test_a_get_with_query_arguments_creates(any_server: Simulator) -> None:
    name = unique("by-query")
    made = ask_raw(any_server, "GET", f"queues.create?name={name}&tags[]=one").data["id"]
    queue = ask(any_server, "queues.get_by_id", {"queue": made}).data["queue"]
    assert (queue["name"], queue["tags"]) == (name, ["one"])


def test_query_digits_become_a_number_and_then_a_wrong_type(any_server: Simulator) -> None:
    answer = ask_raw(any_server, "GET", "queues.create?name=123")
    expected = "Validation error (error for field 'name': ('value is wrong, expected type \"str\"', 123).)"
    assert answer.error == (400, 12, expected)


@pytest.mark.parametrize(
    ("query", "echo"),
    [
        ("a=1&b=1.5&c=1.2.3&d=-1", {"a": 1, "b": 1.5, "c": "1.2.3", "d": "-1"}),
        ("a=true&b=True&c=TRUE&d=tRUE", {"a": True, "b": True, "c": True, "d": "tRUE"}),
        ("a=false&b=False&c=FALSE", {"a": False, "b": False, "c": False}),
        ("a.b.c=x&a.b.d=1", {"a": {"b": {"c": "x", "d": 1}}}),
        ("k=1&k=x", {"k": [1, "x"]}),
        ("k[]=1", {"k": [1]}),
        ("k=", {"k": ""}),
    ],
)
def test_query_and_form_values_are_typed_and_nested(any_server: Simulator, query: str, echo: dict[str, object]) -> None:
    expected = {"msg": "ClearML server", **echo}
    assert ask_raw(any_server, "GET", f"debug.ping?{query}").data == expected
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    assert ask_raw(any_server, "POST", "debug.ping", query.encode(), **form).data == expected


def test_a_multipart_form_is_merged(any_server: Simulator) -> None:
    answer = any_server.control.post(f"{any_server.url}/debug.ping", files={"a": (None, "1"), "b": (None, "x")})
    assert answer.json()["data"] == {"msg": "ClearML server", "a": 1, "b": "x"}


def test_query_values_win_over_the_body(any_server: Simulator) -> None:
    assert ask_raw(any_server, "POST", "debug.ping?a=2", b'{"a": 1, "b": 1}').data["a"] == 2


@pytest.mark.parametrize("content_type", ["text/plain", "application/json", "application/xml", ""])
def test_json_is_parsed_whatever_the_content_type(any_server: Simulator, content_type: str) -> None:
    assert ask_raw(any_server, "POST", "debug.ping", b'{"a": 1}', Content_Type=content_type).data["a"] == 1


@pytest.mark.parametrize("body", [b"", b"null", b"{}", b"[]", b'""', b"0", b"false"])
def test_nothing_and_false_json_are_the_empty_object(any_server: Simulator, body: bytes) -> None:
    assert ask_raw(any_server, "POST", "debug.ping", body).data == {"msg": "ClearML server"}


@pytest.mark.parametrize("body", [b"[1]", b'"text"', b"5", b"true"])
def test_other_json_is_500_0(any_server: Simulator, body: bytes) -> None:
    assert ask_raw(any_server, "POST", "debug.ping", body).error == (500, 0, "Data should be a dict")


@pytest.mark.parametrize("body", [b'{"name":', b"{'name': 1}", b'{"name": "\xff"}', b"name=x"])
def test_broken_json_and_bad_utf8_are_400_0(any_server: Simulator, body: bytes) -> None:
    assert ask_raw(any_server, "POST", "queues.create", body).error == (400, 0, GENERIC)


def test_a_bad_body_is_reported_to_authorised_callers_only(any_server: Simulator) -> None:
    assert ask_raw(any_server, "POST", "queues.create", b"{", NO_CREDENTIALS).error[:2] == (401, 20)


def test_a_compressed_request_is_415_without_an_envelope(any_server: Simulator) -> None:
    url = f"{any_server.url}/debug.ping"
    answer = any_server.control.post(url, content=gzip.compress(b"{}"), headers={"Content-Encoding": "gzip"})
    assert (answer.status_code, answer.text) == (415, "Content encoding is not supported (gzip)")
    assert answer.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("body", "subcode", "message"),
    [
        (b'{"name":"abc"}\n[1]\n', 0, "json lines must contain objects, found: list"),
        (b'{"name":\n', 0, GENERIC),
        (
            b'{"name": 5}\n',
            12,
            "Validation error (error for field 'name': ('value is wrong, expected type \"str\"', 5).)",
        ),
    ],
)
def test_a_batch_is_checked_line_by_line(any_server: Simulator, body: bytes, subcode: int, message: str) -> None:
    answer = ask_raw(any_server, "POST", "queues.create", body, Content_Type="application/json-lines")
    assert answer.error == (400, subcode, message)


def test_a_batch_for_an_endpoint_that_takes_none_is_a_crash(any_server: Simulator) -> None:
    answer = ask_raw(any_server, "POST", "queues.create", b'{"name":"abc"}\n', Content_Type="application/json-lines")
    assert answer.error[:2] == (500, 0)
    assert answer.message.startswith("'list' object has no attribute")


def test_large_answers_are_gzipped_for_clients_that_accept_it(any_server: Simulator) -> None:
    url = f"{any_server.url}/debug.ping"
    plain = any_server.control.post(url, json={"x": "y" * 2000}, headers={"Accept-Encoding": "identity"})
    packed = any_server.control.post(url, json={"x": "y" * 2000})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.json()["data"] == plain.json()["data"]


def test_answers_carry_the_servers_headers(any_server: Simulator) -> None:
    headers = ask(any_server, "debug.ping", {}, NO_CREDENTIALS).http.headers
    assert headers.get_list("server") == ["clearml"]
    assert (headers["Content-Type"], headers["Access-Control-Allow-Origin"]) == ("application/json", "*")


@pytest.mark.parametrize("header", ["X-Clearml-Trx", "X-Trains-Trx", "x-clearml-trx"])
def test_the_transaction_header_is_echoed(any_server: Simulator, header: str) -> None:
    meta = ask(any_server, "debug.ping", {}, NO_CREDENTIALS, **{header: "my-trace"}).meta
    assert meta["trx"] == "my-trace"
    assert meta["id"] != "my-trace"


def test_without_the_header_trx_is_the_id_and_ids_are_new(any_server: Simulator) -> None:
    one, two = (ask(any_server, "debug.ping", {}, NO_CREDENTIALS).meta for _ in range(2))
    assert one["trx"] == one["id"] != two["id"]
    keys = ["id", "trx", "endpoint", "result_code", "result_subcode", "result_msg", "error_stack", "error_data"]
    assert list(one) == keys
    assert (one["error_stack"], one["error_data"], one["result_msg"]) == (None, {}, "OK")


def test_unknown_fields_are_ignored(any_server: Simulator) -> None:
    assert ask(any_server, "queues.create", {"name": unique("odd"), "taggs": 5, "x": {}}).status == 200
