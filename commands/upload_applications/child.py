"""Runs a Python script with arguments that come over stdin as JSON: in sys.argv, but on no command line.

Started by its path, so nothing of this project can be imported here.
"""

import json
import os
import runpy
import sys

if __name__ == "__main__":
    order = json.load(sys.stdin)
    script = order["script"]
    sys.argv = [script, *order["arguments"]]
    sys.path[0] = os.path.dirname(script)
    runpy.run_path(script, run_name="__main__")
