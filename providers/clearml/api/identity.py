"""Finds out which server a connection leads to, so that state of one server is never applied to another.

The open server stores a random id in its database when it first starts, and reports it in version 2.8 of server.info
(RUN). That an Enterprise server has this version and reports the id is INF; without it the identity is unknown.
"""

from contextlib import closing
from threading import Lock

from providers.clearml.api.connection import Connection
from providers.clearml.api.errors import ApiError, Misconfigured, ShapeUnknown, Unauthorized
from providers.clearml.api.models import ServerUid
from providers.clearml.api.transport import Transport

ENDPOINT = "v2.8/server.info"
PROBE_SECONDS = 5.0
"""Time limit of a single question, which must not delay a preview much."""


def identity_of(connection: Connection) -> str | None:
    """Ask once, without repeats, for the identity of a server. Raises ClearMLError as `ServerIdentity.get` does."""
    limit = min(PROBE_SECONDS, connection.timeout_seconds)
    with closing(Transport(connection.model_copy(update={"timeout_seconds": limit}), attempts=1)) as transport:
        return ServerIdentity(transport).get()


class ServerIdentity:
    """The identity of the server behind a transport, asked for once. Thread-safe."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._lock = Lock()
        self._answer: ServerUid | None = None

    def get(self) -> str | None:
        """Return the identity, or None if the server reports none.

        Raises CallError if the server cannot be reached, and Unauthorized if it refuses the key pair.
        """
        with self._lock:
            if self._answer is None:
                self._answer = self._ask()
        return self._answer.identity

    def _ask(self) -> ServerUid:
        try:
            return self._transport.call(ServerUid, ENDPOINT, {}, repeat=True)
        except Unauthorized:
            raise
        except (ApiError, Misconfigured, ShapeUnknown):  # a server or gateway without this version of the endpoint
            return ServerUid()
