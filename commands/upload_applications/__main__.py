"""`python3 -m commands.upload_applications`, told by the environment names of `Job.of`.

The archive's code runs with the key of the server's administrator: it is taken as it was handed over, or not at all
(checksum). Output is one line, as the Command plugin stores it in Pulumi's state.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from commands.failure import told
from commands.upload_applications import script
from commands.upload_applications.archive import unpack
from commands.upload_applications.job import UploadJob


def work() -> list[str]:
    """Verify, unpack, upload; the line to print."""
    job = UploadJob.of(os.environ)
    with tempfile.TemporaryDirectory(prefix="clearml-applications-") as name:
        folder = Path(name)
        unpack(job.archive, job.sha256, folder)
        script.run(job, script.find(folder))
    return [f"applications of {job.sha256[:12]} uploaded"]


def _stop(number: int, _frame: object) -> None:
    """End as on Ctrl-C, so that the script's group is ended and the folder removed."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.exit(told(work))
