"""The answer's JSON frame: `meta` in the server's key order, then `data`."""

import gzip
import json
from dataclasses import dataclass

from sandbox.clearml.protocol.call import Call, HttpRequest, Json
from sandbox.clearml.protocol.clock import http_date

_COMPRESSED_FROM = 500


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An HTTP answer before compression."""

    status: int
    body: bytes
    subcode: int = 0
    media: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def frame(call: Call, *, code: int, subcode: int, message: str, data: Json | None) -> Reply:
    """Wrap data. Version fields are JSON floats for clients older than 2.1; `error_data` is always empty (RUN)."""
    actual = None if call.actual is None else call.actual.written_for(call.requested)
    meta = {
        "id": call.id,
        "trx": call.trx,
        "endpoint": {
            "name": call.endpoint,
            "requested_version": call.requested.written_for(call.requested),
            "actual_version": actual,
        },
        "result_code": code,
        "result_subcode": subcode,
        "result_msg": message,
        "error_stack": None,
        "error_data": {},
    }
    body = json.dumps({"meta": meta, "data": data}, separators=(",", ":")).encode()
    return Reply(status=code, subcode=subcode, body=body, headers=tuple(("Set-Cookie", text) for text in call.cookies))


def wire_headers(reply: Reply, request: HttpRequest) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Headers and body as sent; answers above 500 bytes are gzipped for clients that accept it."""
    body = reply.body
    headers = [("content-type", reply.media), *reply.headers]
    if len(body) >= _COMPRESSED_FROM and "gzip" in (request.header("accept-encoding") or ""):
        body = gzip.compress(body, compresslevel=1)
        headers.append(("content-encoding", "gzip"))
    headers += [
        ("content-length", str(len(body))),
        ("vary", "Accept-Encoding"),
        ("access-control-allow-origin", "*"),
        ("server", "clearml"),
        ("date", http_date()),
    ]
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers], body
