"""Checks once whether a ClearML server is ready: no retries, short time-outs.

A server is ready if it answers (debug.ping, which needs no credentials) and grants the stack's credentials the rights
of a system or root user (system.get_companies).
"""

from contextlib import closing

from providers.clearml.api import answers, models
from providers.clearml.api.clock import ServerClock
from providers.clearml.api.connection import Connection
from providers.clearml.api.transport import Anonymous, Transport

CALL_SECONDS = 10.0
"""Time-out of one call; a server that needs longer is not ready."""
PROBE_COMPANY = "clearml-platform readiness"
"""Name of the company to search for. It need not exist: the check only needs the right to search."""


class Probe:
    """Checks one server, with a connection pool of its own."""

    def __init__(self, connection: Connection) -> None:
        limit = min(CALL_SECONDS, connection.timeout_seconds)
        self._transport = Transport(connection.model_copy(update={"timeout_seconds": limit}), attempts=1)

    def check(self) -> models.ServerInfo:
        """Return the server's version. Raises ClearMLError if the server is not ready."""
        self._transport.call(answers.Empty, "debug.ping", {}, repeat=True, auth=Anonymous())
        self._transport.call(answers.Companies, "system.get_companies", {"name": PROBE_COMPANY}, repeat=True)
        return self._transport.call(models.ServerInfo, "server.info", {}, repeat=True)

    def clock(self) -> ServerClock:
        """The server's clock. Raises ClearMLError if the server does not answer."""
        self._transport.call(answers.Empty, "debug.ping", {}, repeat=True, auth=Anonymous())
        return self._transport.clock

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()


def clock_of(connection: Connection) -> ServerClock:
    """Ask a server for its time, once and without credentials. Raises ClearMLError if it does not answer."""
    with closing(Probe(connection)) as probe:
        return probe.clock()
