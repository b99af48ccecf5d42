"""Validation of connections before any request, and the precedence of their sources."""

from typing import Any

import pytest

from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import Misconfigured

INPUTS = {
    "clearml:host": "https://api.clearml.example",
    "clearml:accessKey": "from-config",
    "clearml:secretKey": "hidden-in-config",
}


def test_the_environment_wins_over_the_providers_inputs() -> None:
    environ = {"CLEARML_API_ACCESS_KEY": "rotated", "CLEARML_API_SECRET_KEY": "fresh"}
    connection = Connection.of(INPUTS, environ)
    assert connection.access_key.get_secret_value() == "rotated"
    assert connection.secret_key.get_secret_value() == "fresh"
    assert connection.host == "https://api.clearml.example"


HOST = {"CLEARML_API_HOST": "https://other.example"}
PAIR = {"CLEARML_API_ACCESS_KEY": "rotated", "CLEARML_API_SECRET_KEY": "fresh"}


@pytest.mark.parametrize(
    ("environ", "word"),
    [
        (HOST, "without CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY"),
        ({"CLEARML_API_ACCESS_KEY": "rotated"}, "set CLEARML_API_SECRET_KEY too"),
        ({"CLEARML_API_SECRET_KEY": "fresh"} | HOST, "set CLEARML_API_ACCESS_KEY too"),
    ],
)
@pytest.mark.parametrize("absent", [(), ("clearml:host",)])
def test_environment_and_state_are_not_mixed_into_one_connection(
    environ: dict[str, str], word: str, absent: tuple[str, ...]
) -> None:
    inputs = {name: value for name, value in INPUTS.items() if name not in absent}
    with pytest.raises(Misconfigured, match=word) as caught:
        Connection.of(inputs, environ)
    assert "hidden" not in str(caught.value)


def test_an_address_from_the_environment_comes_with_its_own_key_pair() -> None:
    whole = Connection.of(INPUTS, HOST | PAIR)
    assert (whole.host, whole.access_key.get_secret_value()) == ("https://other.example", "rotated")
    assert whole.host_from_environment
    assert not Connection.of(INPUTS, PAIR).host_from_environment


def test_the_address_of_the_stack_may_be_repeated_in_the_environment() -> None:
    connection = Connection.of(INPUTS, {"CLEARML_API_HOST": "https://API.clearml.example/"})
    assert connection.access_key.get_secret_value() == "from-config"


def test_numbers_and_switches_arrive_as_text() -> None:
    inputs = INPUTS | {"clearml:parallelCalls": "8", "clearml:timeoutSeconds": "2.5", "clearml:allowPlainHttp": "false"}
    connection = Connection.of(inputs, {})
    assert (connection.parallel_calls, connection.timeout_seconds, connection.allow_plain_http) == (8, 2.5, False)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"clearml:secretKey": None}, "CLEARML_API_SECRET_KEY"),
        ({"clearml:host": "api.clearml.example"}, "https://api.clearml.example"),
        ({"clearml:host": "http://[::1"}, "https://api.clearml.example"),
        ({"clearml:host": "https://api.example:notaport"}, "https://api.clearml.example"),
        ({"clearml:host": "https://api..example"}, "https://api.clearml.example"),
        ({"clearml:host": "https://api.exa\tmple"}, "https://api.clearml.example"),
        ({"clearml:host": "https://me:hidden@api.example"}, "must not contain credentials"),
        ({"clearml:host": "http://api.example"}, "allowPlainHttp"),
        ({"clearml:parallelCalls": "0"}, "clearml:parallelCalls"),
    ],
)
def test_a_bad_connection_is_one_line_without_secrets(change: dict[str, Any], word: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        Connection.of(INPUTS | change, {})
    message = str(caught.value)
    assert word in message
    assert "hidden" not in message
    assert "\n" not in message


@pytest.mark.parametrize("host", ["http://127.0.0.1:8008", "http://localhost:1", "http://[::1]:9"])
def test_plain_http_is_fine_on_loopback(host: str) -> None:
    assert Connection.of(INPUTS | {"clearml:host": host}, {}).host == host


def test_secrets_do_not_show_in_its_text() -> None:
    assert "hidden-in-config" not in repr(Connection.of(INPUTS, {}))


@pytest.mark.parametrize(("value", "resumes"), [("true", True), ("1", True), ("false", False), ("", False)])
def test_a_run_without_checkpoints_resumes_its_unfinished_work(value: str, resumes: bool) -> None:
    assert Connection.of(INPUTS, {"PULUMI_SKIP_CHECKPOINTS": value}).resume_unfinished is resumes
