"""Stand-in for the vendor's script of this name, with its command line. It runs from the unpacked archive.

It logs in and announces each application archive. The endpoint of a real upload is not public, so the announcement goes
to `debug.ping`: the simulator stores nothing, but its call log has the entry.
"""

from __future__ import annotations

import argparse
import base64
import json
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SECONDS = 30


class UploadError(Exception):
    """A failed upload; the text is one line."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line: the newest form (--key, --secret, --command) and that of 2025 (--user, --password)."""
    parser = argparse.ArgumentParser(
        prog="upload_apps.py", description="Upload application archives to a ClearML server."
    )
    parser.add_argument("--host", required=True, help="address of the API server")
    parser.add_argument("--key", "--user", dest="key", required=True, help="access key of an administrator")
    parser.add_argument("--secret", "--password", dest="secret", required=True, help="its secret key")
    parser.add_argument("--command", choices=("upload",), default="upload")
    parser.add_argument("--files", nargs="+", type=Path, default=[], help="application archives")
    parser.add_argument("--dir", type=Path, help="a folder of application archives")
    parser.add_argument(
        "-ml", action="store_true", help="accepted for compatibility with the vendor's script; without effect here"
    )
    return parser.parse_args(arguments)


def post(host: str, endpoint: str, authorization: str, body: dict[str, Any]) -> dict[str, Any]:
    """Call an endpoint and return the answer's data. Raises UploadError."""
    address = host if "://" in host else f"http://{host}"
    headers = {"Content-Type": "application/json", "Authorization": authorization}
    request = urllib.request.Request(f"{address}/{endpoint}", json.dumps(body).encode(), headers)  # noqa: S310 - the operator's own host
    # Calls to loopback addresses must not go through a proxy from the environment.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as answer:
            data: dict[str, Any] = json.load(answer)["data"]
            return data
    except urllib.error.HTTPError as error:
        raise UploadError(f"{address}/{endpoint} answered {error.code}: {_reason(error)}") from None
    except OSError as error:
        raise UploadError(f"{address}/{endpoint} cannot be reached: {error}") from None


def _reason(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["meta"]["result_msg"])
    except (ValueError, LookupError):
        return str(error.reason)


def archives(options: argparse.Namespace) -> list[Path]:
    """Return the application archives on the command line. Raises UploadError if there are none."""
    paths = [*options.files, *(sorted(options.dir.glob("*.zip")) if options.dir else [])]
    if not paths:
        raise UploadError(f"no application archive in {options.dir or 'the command line'}")
    return paths


def upload(options: argparse.Namespace) -> None:
    """Log in and announce each application."""
    paths = archives(options)
    pair = base64.b64encode(f"{options.key}:{options.secret}".encode()).decode()
    token = post(options.host, "auth.login", f"Basic {pair}", {})["token"]
    for archive in paths:
        with zipfile.ZipFile(archive) as content:
            app = json.loads(content.read("app.json"))
        announcement = {"application": app["id"], "version": app["version"]}
        post(options.host, "debug.ping", f"Bearer {token}", announcement)
        print(f"uploaded {app['name']} {app['version']}")


def main(arguments: Sequence[str]) -> int:
    """Upload the applications. A failure is one line on standard error and exit code 1."""
    try:
        upload(parse(arguments))
    except (UploadError, zipfile.BadZipFile) as error:
        print(f"upload_apps: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
