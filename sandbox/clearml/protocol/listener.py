"""The listening socket.

uvicorn's protocol parses HTTP. Connections are opened and closed here, because faults need refused and reset
connections, which uvicorn's own server does not offer.
"""

import asyncio
import socket
import struct
from typing import Any

from starlette.types import ASGIApp
from uvicorn import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_BACKLOG = 2048


class _Connection(H11Protocol):
    """An HTTP connection that passes its transport to the application in `scope["state"]`."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn itself
        super().connection_made(transport)
        self.app_state = {"transport": transport}


class Listener:
    """Serves an ASGI application on one loopback port."""

    def __init__(self, app: ASGIApp, host: str, port: int) -> None:
        self._config = Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="off",
            timeout_keep_alive=75,
        )
        self._config.load()
        self._state = ServerState()
        self._host, self._port = host, port
        self._server: asyncio.Server | None = None
        self._reopening: asyncio.Task[None] | None = None

    async def open(self) -> int:
        """Listen and return the port (chosen by the system for port 0)."""
        # asyncio sets TCP_NODELAY only on sockets created with IPPROTO_TCP; without it answers wait up to 40 ms.
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((self._host, self._port))
        self._port = listening.getsockname()[1]
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, sock=listening, backlog=_BACKLOG)
        return self._port

    def _connection(self) -> _Connection:
        return _Connection(config=self._config, server_state=self._state, app_state={})

    def refuse(self, seconds: float, spare: asyncio.Transport | None = None) -> None:
        """Close the socket and every connection but `spare`. New connections get ECONNREFUSED for that many seconds."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            transport: Any = connection.transport
            if transport is not spare:
                transport.close()
        if self._reopening:
            self._reopening.cancel()
        self._reopening = asyncio.create_task(self._reopen(seconds))

    async def _reopen(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.open()

    async def close(self) -> None:
        """Close the socket and every connection."""
        if self._server is not None:
            self._server.close()
        for connection in list(self._state.connections):
            connection.transport.close()
        await asyncio.sleep(0)


def reset(transport: asyncio.Transport) -> None:
    """Drop a connection with a TCP RST."""
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
