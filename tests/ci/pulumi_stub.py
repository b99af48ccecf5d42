"""A program in place of `pulumi`: it records its arguments, prints a recorded preview and saves a plan."""

import os
import sys
from pathlib import Path

with Path(os.environ["STUB_CALLS"]).open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\n")
if sys.argv[1] == "preview":
    sys.stdout.write(Path(os.environ["STUB_PREVIEW"]).read_text())
if "--save-plan" in sys.argv:
    Path(sys.argv[sys.argv.index("--save-plan") + 1]).write_text("{}")
sys.exit(int(os.environ.get("STUB_CODE", "0")))
