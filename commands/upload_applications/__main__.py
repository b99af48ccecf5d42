"""`python3 -m commands.upload_applications`, with the settings of `UploadJob.from_environment`.

The archive's code runs with the server administrator's key, so only the archive with the expected checksum is run.
Output is one line, because the Command plugin stores it in Pulumi's state.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from commands.failure import exit_code
from commands.upload_applications import script
from commands.upload_applications.archive import unpack
from commands.upload_applications.job import UploadJob


def work() -> list[str]:
    """Verify, unpack and upload the archive; returns the line to print."""
    job = UploadJob.from_environment(os.environ)
    with tempfile.TemporaryDirectory(prefix="clearml-applications-") as name:
        folder = Path(name)
        unpack(job.archive, job.sha256, folder)
        script.run(job, script.find(folder))
    return [f"applications of {job.sha256[:12]} uploaded"]


def _stop(number: int, _frame: object) -> None:
    """Exit as on Ctrl-C, so that the script's process group is stopped and the folder removed."""
    sys.exit(128 + number)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    sys.exit(exit_code(work))
