"""Serves TLS in front of a plain server, with a certificate of an unknown authority."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import trustme


@contextmanager
def tls_front(url: str, ca_bundle: Path) -> Iterator[str]:
    """Serve `url` over https on a free loopback port; write the authority's certificate to `ca_bundle`."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(ca_bundle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(_serve(url, context), loop).result(10)
        yield f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _serve(url: str, context: ssl.SSLContext) -> asyncio.Server:
    target = urlsplit(url)

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        upstream, downstream = await asyncio.open_connection(target.hostname, target.port)
        await asyncio.gather(_copy(reader, downstream), _copy(upstream, writer), return_exceptions=True)

    return await asyncio.start_server(relay, "127.0.0.1", 0, ssl=context)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(65536):
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()


async def _close(server: asyncio.Server) -> None:
    """Stop listening and let the relays of open connections end."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
