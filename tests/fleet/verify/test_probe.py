"""The program in a probe pod prints one word about a connection."""

import errno
import socket
import urllib.error
from typing import Any

import pytest

from fleet.verify import probe


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (None, "open"),
        (ConnectionRefusedError(), "open"),
        (TimeoutError(), "shut"),
        (OSError(errno.EHOSTUNREACH, "No route to host"), "shut"),
        (socket.gaierror(-2, "Name or service not known"), "error [Errno -2] Name or service not known"),
        (urllib.error.URLError(TimeoutError()), "shut"),
    ],
)
def test_a_connection(monkeypatch: pytest.MonkeyPatch, error: Exception | None, line: str) -> None:
    def connect(address: tuple[str, int], _: float) -> socket.socket:
        assert address == ("169.254.169.254", 80)
        if error is not None:
            raise error
        return socket.socket()

    monkeypatch.setattr(socket, "create_connection", connect)

    assert probe.probe("tcp", "169.254.169.254:80") == line


def test_a_request_prints_its_status(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str, **_: Any) -> None:
        raise urllib.error.HTTPError(url, 401, "Unauthorized", {}, None)  # type: ignore[arg-type]

    monkeypatch.setattr("urllib.request.urlopen", refuse)

    assert probe.probe("http", "https://acme.example") == "http 401"
