"""Archives like the vendor's: a zip with `upload_apps.py` and `apps/`, and the program run on them."""

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.commands.fake_cluster import ROOT, Result

ACCESS_KEY = "ACMEKEY0CANARY"
SECRET_KEY = "s3cr3t%canary"
HOST = "https://api.acme.example"

REPORT = """
import json, os, sys
from pathlib import Path
import beside
folder = Path(os.environ["HOME"])
seen = {"argv": sys.argv[1:], "cwd": os.getcwd(), "environ": dict(os.environ), "stdin": sys.stdin.read()}
seen["apps"] = sorted(p.name for p in Path("apps").iterdir())
seen["cmdline"] = [Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in (os.getpid(), os.getppid())]
(folder / "seen.json").write_text(json.dumps(seen))
print("uploaded", sys.argv)
"""
"""A script that reports its arguments and environment."""


@dataclass(frozen=True)
class Archive:
    """A zip file and its checksum."""

    path: Path

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def upload(self, home: Path, **changes: str) -> Result:
        """`python3 -m commands.upload_applications` as the Command plugin starts it."""
        command = [sys.executable, "-m", "commands.upload_applications"]
        process = subprocess.run(
            command, cwd=ROOT, env=self.environ(home) | changes, capture_output=True, text=True, check=False, timeout=60
        )
        return Result(process.returncode, process.stdout, process.stderr)

    def environ(self, home: Path) -> dict[str, str]:
        return os.environ | {
            "APPS_ARCHIVE": str(self.path),
            "APPS_SHA256": self.sha256,
            "APPS_HOST": HOST,
            "APPS_ACCESS_KEY": ACCESS_KEY,
            "APPS_SECRET_KEY": SECRET_KEY,
            "APPS_TIMEOUT": "30",
            "HOME": str(home),
            "TMPDIR": str(home),
            "PULUMI_CONFIG_PASSPHRASE": "passphrase-canary",
        }


def pack(folder: Path, script: str, inside: str = "", more: Mapping[str, str] | None = None) -> Archive:
    """An archive with this upload script; `inside` is a folder that holds everything."""
    path = folder / "apps.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(f"{inside}upload_apps.py", script)
        zipped.writestr(f"{inside}beside.py", "")
        zipped.writestr(f"{inside}apps/jupyter.json", "{}")
        for name, content in (more or {}).items():
            zipped.writestr(name, content)
    return Archive(path)
