"""Runs the vendor's `upload_apps.py` so that keys are on no command line and its output stays in memory.

The script is not public: the vendor's guides document its options, but not its output. It runs in a child process with
its own process group, which reads its arguments from a pipe (child.py).
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

from commands.failure import Failure, last_line
from commands.upload_applications.job import UploadJob
from commands.upload_applications.redaction import clean

NAME, APPLICATIONS = "upload_apps.py", "apps"
CHILD = Path(__file__).with_name("child.py")
ENVIRONMENT = frozenset(
    {"PATH", "HOME", "USER", "LANG", "LC_ALL", "TZ", "TMPDIR", "PYTHONPATH"}
    | {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    | {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
)
"""Variables that the script inherits; the others include secrets of Pulumi and of other programs."""
TAIL = 1 << 16
"""Bytes of the script's output that are kept."""
GRACE_SECONDS = 5.0
"""Time between SIGTERM and SIGKILL."""


def find(folder: Path) -> Path:
    """The vendor's script, at the top of the unpacked archive or one folder below, next to `apps/`."""
    candidates = sorted([*folder.glob(NAME), *folder.glob(f"*/{NAME}")])
    scripts = [script for script in candidates if (script.parent / APPLICATIONS).is_dir()]
    if len(scripts) == 1:
        return scripts[0]
    raise Failure(
        f"the applications archive must hold one {NAME} next to a folder {APPLICATIONS}/, at its top or one folder "
        f"below; found {len(scripts)}: check that it is the archive for the server's version"
    )


def run(job: UploadJob, script: Path) -> None:
    """Run the script to its end. Raises Failure with the last line of its output, secrets removed."""
    process = subprocess.Popen(  # noqa: S603 - a file of this project; the script comes through the pipe
        [sys.executable, "-u", str(CHILD)],
        cwd=script.parent,
        env={name: value for name, value in os.environ.items() if name.upper() in ENVIRONMENT},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        code, output = _communicate(process, {"script": str(script), "arguments": job.arguments()}, job.timeout)
    finally:
        _stop(process)
    last = last_line(clean(output, job))  # redacted before it is cut: half a key could remain otherwise
    if code is None:
        raise Failure(
            f"uploading applications to {job.host} took more than {job.timeout:.0f} s and was stopped: {last}"
        )
    if code != 0:
        raise Failure(
            f"uploading applications to {job.host} failed: {NAME} ended with exit code {code}: {last}; check that the "
            "server is up, that the archive matches its version, and that the script's requirements are installed"
        )


def _communicate(
    process: subprocess.Popen[bytes], request: dict[str, object], seconds: float
) -> tuple[int | None, str]:
    """Send the request and wait; returns the exit code (None after the time limit) and the end of the output."""
    tail = bytearray()
    assert process.stdin is not None  # noqa: S101 - a pipe; narrows the type
    assert process.stdout is not None  # noqa: S101 - as above
    reader = threading.Thread(target=_keep_tail, args=(process.stdout, tail), daemon=True)
    reader.start()
    try:
        process.stdin.write(json.dumps(request).encode())
        process.stdin.close()
        code: int | None = process.wait(seconds)
    except BrokenPipeError:
        code = process.wait()
    except subprocess.TimeoutExpired:
        code = None
        _stop(process)
    reader.join(GRACE_SECONDS)
    return code, bytes(tail).decode(errors="replace")


def _keep_tail(output: IO[bytes], tail: bytearray) -> None:
    for chunk in iter(lambda: output.read1(4096), b""):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
        tail += chunk
        del tail[:-TAIL]


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the whole process group, including what the script started."""
    for signal_number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, signal_number)
        except ProcessLookupError:
            break
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            continue
