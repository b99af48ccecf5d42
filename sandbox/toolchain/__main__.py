"""`python3 -m sandbox.toolchain setup|venv|env [PART]`: what the Makefile calls before a virtual environment exists."""

import signal
import sys

OLDEST, NEWEST = (3, 11), (3, 13)  # as in pyproject.toml

# Before any other import: the other modules of this package need a Python that fits.
if not OLDEST <= sys.version_info[:2] <= NEWEST:
    running = f"Python {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable})"
    sys.exit(f"setup: {running} cannot be used, expected 3.11 to 3.13: run `make PYTHON=/path/to/python3.12 ...`")

from sandbox.toolchain.main import main  # noqa: E402 - after the version check

# A CI runner cancels by SIGTERM; like Ctrl-C it has to reach the programs that set-up waits for.
signal.signal(signal.SIGTERM, signal.default_int_handler)
sys.exit(main(sys.argv[1:]))
