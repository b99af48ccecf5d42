"""Asks once whether a ClearML server is ready for us: no retries, short time-outs, no decisions.

A server counts as ready when it answers (debug.ping, which takes no key) and grants our key what a system or root user
may do (system.get_companies). Must not know Pulumi.
"""

from providers.clearml.api import answers, models
from providers.clearml.api.connection import Connection
from providers.clearml.api.transport import Anonymous, Transport

CALL_SECONDS = 10.0
"""What one call may take; a server that needs longer is not ready."""
NOBODY = "clearml-platform readiness"
"""A company that we look for and that need not exist: only the right to look matters."""


class Probe:
    """One server, with connections of its own."""

    def __init__(self, connection: Connection) -> None:
        limit = min(CALL_SECONDS, connection.timeout_seconds)
        self._transport = Transport(connection.model_copy(update={"timeout_seconds": limit}), attempts=1)

    def ask(self) -> models.ServerInfo:
        """The server's version. Raises ClearMLError when it is not ready."""
        self._transport.call(answers.Empty, "debug.ping", {}, repeat=True, auth=Anonymous())
        self._transport.call(answers.Companies, "system.get_companies", {"name": NOBODY}, repeat=True)
        return self._transport.call(models.ServerInfo, "server.info", {}, repeat=True)

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()
