"""Searches for secrets of a platform in command lines, objects of the cluster, Helm's releases and files.

A secret is found in clear, escaped, and inside base64 at any offset; every Secret is decoded first.
"""

import base64
import gzip
import json
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.sandbox.kubernetes.cluster import Kube

PAUSE_SECONDS = 0.03


def forms(secret: str) -> set[str]:
    """The possible encodings of a secret; in base64 a preceding text shifts it by one or two bytes."""
    shifted = (base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=") for shift in range(3))
    encoded = {text[begin:-1] for text, begin in zip(shifted, (0, 2, 3), strict=True)}
    return {secret, quote(secret, safe=""), json.dumps(secret)[1:-1]} | encoded


def found(secrets: Mapping[str, str], text: str) -> set[str]:
    """Names of the secrets that occur in a text."""
    return {name for name, secret in secrets.items() if any(form in text for form in forms(secret))}


def places(secrets: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, set[str]]:
    """Per place with secrets: their names."""
    searched = {place: found(secrets, text) for place, text in texts.items()}
    return {place: names for place, names in searched.items() if names}


def objects(kube: Kube) -> dict[str, str]:
    """Every object of the cluster except Secrets, by `kind namespace/name`."""
    kinds = kube.kubectl("api-resources", "--verbs=list", "--output=name").split()
    every = kube.get(",".join(kind for kind in kinds if kind != "secrets"))
    return {f"{one['kind']} {_name(one)}": json.dumps(one) for one in every}


def kept_secrets(kube: Kube) -> dict[str, str]:
    """The decoded content of every Secret except Helm's releases, by `namespace/name`."""
    return {_name(one): _content(one) for one in kube.get("secrets") if not _is_helm(one)}


def releases(kube: Kube) -> dict[str, str]:
    """Values, manifest, chart and notes of every stored Helm revision, by `namespace/name`."""
    return {_name(one): _unpacked(one) for one in kube.get("secrets") if _is_helm(one)}


def files(folder: Path) -> dict[str, str]:
    """Every file of a stack's folder except the linked program."""
    own = (path for path in folder.rglob("*") if path.is_file() and not _linked(folder, path))
    return {str(path.relative_to(folder)): path.read_text(errors="replace") for path in own}


@contextmanager
def command_lines() -> Iterator[set[str]]:
    """Collect the command lines of all processes that run in the meantime."""
    seen: set[str] = set()
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(seen, done))
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def _watch(seen: set[str], done: threading.Event) -> None:
    while not done.is_set():
        seen.update(_running())
        time.sleep(PAUSE_SECONDS)


def _running() -> Iterator[str]:
    if not Path("/proc/self/cmdline").exists():  # slim containers lack ps, other systems lack /proc
        listed = subprocess.run(["ps", "-A", "-ww", "-o", "args="], capture_output=True, text=True, check=True)
        yield from listed.stdout.splitlines()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            continue


def _is_helm(secret: Mapping[str, Any]) -> bool:
    return bool(secret["type"] == "helm.sh/release.v1")


def _name(one: Mapping[str, Any]) -> str:
    metadata = one["metadata"]
    return f"{metadata.get('namespace', '')}/{metadata['name']}"


def _content(secret: Mapping[str, Any]) -> str:
    data = secret.get("data") or {}
    clear = {key: base64.b64decode(value).decode(errors="replace") for key, value in data.items()}
    return json.dumps({"metadata": secret["metadata"]}) + "\n".join(clear.values())


def _unpacked(secret: Mapping[str, Any]) -> str:
    return gzip.decompress(base64.b64decode(base64.b64decode(secret["data"]["release"]))).decode()


def _linked(folder: Path, path: Path) -> bool:
    return any(part.is_symlink() for part in [path, *path.parents] if part.is_relative_to(folder) and part != folder)
