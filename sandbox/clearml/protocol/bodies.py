"""Reads a call's data: the JSON body whatever its content type, with form fields and query arguments merged in."""

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

from sandbox.clearml.protocol import errors
from sandbox.clearml.protocol.call import HttpRequest, Json

Pairs = list[tuple[str, str]]


def read(request: HttpRequest) -> tuple[Json, list[Json] | None]:
    """Return (data, batch); batch is None unless the content type is json-lines. Raises 400/0 and 500/0."""
    content_type = request.header("content-type") or ""
    if content_type == "application/json-lines":
        return {}, _lines(request.body)
    kind = content_type.partition(";")[0].strip().lower()
    form: Pairs = []
    body: Any = {}
    if kind == "application/x-www-form-urlencoded":
        form = parse_qsl(request.body.decode("utf-8", "replace"), keep_blank_values=True)
    elif kind == "multipart/form-data":
        form = _multipart(content_type, request.body)
    elif request.body:
        body = _json(request.body) or {}
    try:
        for pairs in (parse_qsl(request.query, keep_blank_values=True), form):
            _merge(body, pairs)
    except (TypeError, AttributeError, IndexError) as exception:
        raise errors.crash(exception) from None
    if not isinstance(body, dict):
        raise errors.SimulatedError(500, 0, "Data should be a dict")
    return body, None


def _json(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise errors.SimulatedError(400, 0, errors.MALFORMED_BODY) from None


def _lines(body: bytes) -> list[Json]:
    items: list[Json] = []
    for line in body.splitlines():
        item = _json(line)
        if not isinstance(item, dict):
            raise errors.SimulatedError(400, 0, f"json lines must contain objects, found: {type(item).__name__}")
        items.append(item)
    return items


def _multipart(content_type: str, body: bytes) -> Pairs:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    pairs: Pairs = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str) and part.get_filename() is None:
            pairs.append((name, part.get_content().removesuffix("\n")))
    return pairs


def _merge(body: Any, pairs: Pairs) -> None:
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    for name, texts in values.items():
        many = len(texts) > 1 or name.endswith("[]")
        typed: Any = [_typed(text) for text in texts] if many else _typed(texts[0])
        *parents, last = name.rstrip("[]").split(".")
        node = body
        for parent in parents:
            if parent not in node:
                node[parent] = {}
            node = node.get(parent)
        node[last] = typed


def _typed(text: str) -> str | int | float | bool:
    """Digits become numbers, true/True/TRUE become booleans."""
    if text.replace(".", "", 1).isdigit():
        return float(text) if "." in text else int(text)
    if text in ("true", "True", "TRUE"):
        return True
    if text in ("false", "False", "FALSE"):
        return False
    return text
