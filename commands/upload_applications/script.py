"""Runs the vendor's `upload_apps.py` so that keys are on no command line and its output stays in memory.

The script itself is closed: its options are known from the vendor's guides, its output is not. It runs in a child
process of its own group, which gets its arguments over a pipe (child.py).
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO

from commands.failure import Failure, last_words
from commands.upload_applications.job import UploadJob
from commands.upload_applications.redaction import clean

NAME, APPLICATIONS = "upload_apps.py", "apps"
CHILD = Path(__file__).with_name("child.py")
ENVIRONMENT = frozenset(
    {"PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH"}
    | {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    | {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
)
"""What the script gets of our environment; the rest is nothing to it, and holds Pulumi's and others' secrets."""
TAIL = 1 << 16
"""Bytes of the script's output that are kept."""
GRACE_SECONDS = 5.0
"""Time between asking a script to end and ending it."""


def find(folder: Path) -> Path:
    """The vendor's script, at the top of the unpacked archive or one folder below, with `apps/` beside it."""
    found = sorted([*folder.glob(NAME), *folder.glob(f"*/{NAME}")])
    beside = [script for script in found if (script.parent / APPLICATIONS).is_dir()]
    if len(beside) == 1:
        return beside[0]
    what = "several of them" if beside else "none"
    raise Failure(
        f"the applications archive must hold {NAME} with a folder {APPLICATIONS}/ beside it, at its top or one folder "
        f"below; there is {what}: is it the archive for the server's version?"
    )


def run(job: UploadJob, script: Path) -> None:
    """Run the script to its end. Raises Failure with its last words, secrets removed."""
    process = subprocess.Popen(  # noqa: S603 - our own file; the script comes over the pipe
        [sys.executable, "-u", str(CHILD)],
        cwd=script.parent,
        env={name: value for name, value in os.environ.items() if name.upper() in ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        code, output = _attend(process, {"script": str(script), "arguments": job.arguments()}, job.timeout)
    finally:
        _end(process)
    said = last_words(clean(output, job))  # cleaned before it is cut, or half a key might be left
    if code is None:
        raise Failure(f"uploading applications to {job.host} took more than {job.timeout:.0f} s and was ended: {said}")
    if code != 0:
        raise Failure(
            f"uploading applications to {job.host} failed: {NAME} ended with exit code {code}: {said}; check that the "
            "server is up, that the archive fits it, and what the script needs to be installed"
        )


def _attend(process: subprocess.Popen[bytes], order: dict[str, object], seconds: float) -> tuple[int | None, str]:
    """Hand over the order and wait; the exit code (None when time was up) and the end of the output."""
    tail = bytearray()
    assert process.stdin is not None  # noqa: S101 - a pipe, for mypy
    assert process.stdout is not None  # noqa: S101 - as above
    reader = threading.Thread(target=_keep_tail, args=(process.stdout, tail), daemon=True)
    reader.start()
    try:
        process.stdin.write(json.dumps(order).encode())
        process.stdin.close()
        code: int | None = process.wait(seconds)
    except BrokenPipeError:
        code = process.wait()
    except subprocess.TimeoutExpired:
        code = None
        _end(process)
    reader.join(GRACE_SECONDS)
    return code, bytes(tail).decode(errors="replace")


def _keep_tail(output: IO[bytes], tail: bytearray) -> None:
    for chunk in iter(lambda: output.read1(4096), b""):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
        tail += chunk
        del tail[:-TAIL]


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole group, whatever the script started included."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
        except ProcessLookupError:
            break
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
