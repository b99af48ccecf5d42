"""A stand-in for `python -m sandbox.clearml` in an empty checkout: it answers the health check, or fails."""

from sandbox.toolchain.layout import Layout

SOURCE = """
import argparse, http.server, pathlib, sys
parser = argparse.ArgumentParser()
for option in ("--port", "--data", "--profile", "--seed"):
    parser.add_argument(option, required=True)
options = parser.parse_args()
behaviour = pathlib.Path("behaviour")
if behaviour.exists():
    sys.exit(behaviour.read_text())
pathlib.Path(options.data).write_text(options.profile)

class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/debug.ping" else 404)
        self.end_headers()

http.server.HTTPServer(("127.0.0.1", int(options.port)), Health).serve_forever()
"""


def install(layout: Layout, python: str) -> None:
    """Put the stand-in into the checkout, with an environment that runs it."""
    package = layout.root / "sandbox" / "clearml"
    package.mkdir(parents=True)
    (package / "__main__.py").write_text(SOURCE)
    (layout.venv / "bin").mkdir(parents=True)
    (layout.venv / "bin" / "python").symlink_to(python)
    (layout.venv / ".installed").write_text("x")
