"""Runs a Python script with arguments read from stdin as JSON: they are in sys.argv, but on no command line.

It is started by its path, so it cannot import anything of this project.
"""

import json
import os
import runpy
import sys

if __name__ == "__main__":
    request = json.load(sys.stdin)
    script = request["script"]
    sys.argv = [script, *request["arguments"]]
    sys.path[0] = os.path.dirname(script)
    runpy.run_path(script, run_name="__main__")
