"""Secrets of one cluster: generated at every start, readable by their owner only."""

from __future__ import annotations

import base64
import os
import secrets
import textwrap
from pathlib import Path

ADMINISTRATORS = "system:masters"
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_NAME = bytes.fromhex("06082a8648ce3d030107")
"""The curve's object identifier in DER (RFC 5480)."""


def write_token(path: Path) -> str:
    """Generate the administrator's token and write it in the API server's form: token, user, uid, groups."""
    token = secrets.token_urlsafe(32)
    write_private(path, f'{token},sandbox-admin,sandbox-admin,"{ADMINISTRATORS}"\n')
    return token


def write_signing_key(path: Path) -> None:
    """Generate a P-256 private key and write it as PEM (SEC 1, RFC 5915). The public key follows from the number."""
    number = (secrets.randbelow(P256_ORDER - 1) + 1).to_bytes(32, "big")
    content = b"\x02\x01\x01" + b"\x04\x20" + number + b"\xa0" + bytes([len(P256_NAME)]) + P256_NAME
    der = b"\x30" + bytes([len(content)]) + content
    lines = textwrap.wrap(base64.b64encode(der).decode(), 64)
    write_private(path, "\n".join(["-----BEGIN EC PRIVATE KEY-----", *lines, "-----END EC PRIVATE KEY-----", ""]))


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can ever read."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as sink:
        sink.write(text)
