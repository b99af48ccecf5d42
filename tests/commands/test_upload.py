"""Uploading applications: what the vendor's script receives, and what of its output is printed."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.commands.fake_cluster import ROOT
from tests.commands.vendor_archive import ACCESS_KEY, HOST, REPORT, SECRET_KEY, pack

PAIR = base64.b64encode(f"{ACCESS_KEY}:{SECRET_KEY}".encode()).decode()
SLEEPER = """
import os, subprocess, sys, time
from pathlib import Path
child = subprocess.Popen(["sleep", "600"])
Path(os.environ["HOME"], "pids").write_text(f"{os.getpid()} {child.pid}")
print("uploading 3 of 9", flush=True)
time.sleep(600)
"""


def seen(home: Path) -> Any:
    return json.loads((home / "seen.json").read_text())


@pytest.mark.parametrize("inside", ["", "applications-1.2/"])
def test_success_is_one_line_that_names_the_version(tmp_path: Path, inside: str) -> None:
    archive = pack(tmp_path, REPORT, inside)
    assert archive.upload(tmp_path).lines == [f"applications of {archive.sha256[:12]} uploaded"]
    assert seen(tmp_path)["apps"] == ["jupyter.json"]


def test_the_newest_form_of_the_command_line_is_the_default(tmp_path: Path) -> None:
    pack(tmp_path, REPORT).upload(tmp_path)
    key = ["--host", HOST, "--key", ACCESS_KEY, "--secret", SECRET_KEY, "--command", "upload", "--dir", "apps", "-ml"]
    assert seen(tmp_path)["argv"] == key


def test_the_guides_form_of_the_command_line(tmp_path: Path) -> None:
    """The vendor's multi-tenant guide of 2025-04-03."""
    pack(tmp_path, REPORT).upload(tmp_path, APPS_COMMAND_LINE="user")
    user = ["--host", HOST, "--user", ACCESS_KEY, "--password", SECRET_KEY, "--dir", "apps", "-ml"]
    assert seen(tmp_path)["argv"] == user


def test_no_key_is_on_a_command_line_or_in_the_scripts_environment(tmp_path: Path) -> None:
    pack(tmp_path, REPORT).upload(tmp_path)
    report = seen(tmp_path)
    assert "child.py" in report["cmdline"][0]
    assert "commands.upload_applications" in report["cmdline"][1]
    shown = json.dumps([report["cmdline"], report["environ"], report["stdin"]])
    for secret in (ACCESS_KEY, SECRET_KEY, "passphrase-canary"):
        assert secret not in shown
    assert report["environ"]["HOME"] == str(tmp_path)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    pack(tmp_path, REPORT).upload(tmp_path)
    assert not Path(seen(tmp_path)["cwd"]).exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["apps.zip", "seen.json"]


def test_a_failure_is_one_line_with_exit_code_and_last_output(tmp_path: Path) -> None:
    script = "import sys\nprint('step 1')\nprint('  no such\\tapplication  ', file=sys.stderr)\nprint()\nsys.exit(3)"
    line = pack(tmp_path, script).upload(tmp_path).line
    assert line.startswith(
        f"uploading applications to {HOST} failed: upload_apps.py ended with exit code 3: no such app"
    )
    assert "step 1" not in line


def test_a_traceback_is_its_last_line(tmp_path: Path) -> None:
    line = pack(tmp_path, "import furl_of_the_vendor").upload(tmp_path).line
    assert "exit code 1: ModuleNotFoundError: No module named 'furl_of_the_vendor'" in line


@pytest.mark.parametrize(
    "words",
    [
        f"login {ACCESS_KEY} with {SECRET_KEY} failed",
        f"Authorization: Basic {PAIR}",
        "https://s3cr3t%25canary@api.acme.example",
        "token eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJjbGVhcm1sIn0.c2lnbmF0dXJl",
        "x " * 147 + SECRET_KEY,
    ],
    ids=["plain", "basic", "quoted", "token", "at the cut"],
)
def test_secrets_are_redacted_from_the_last_output(tmp_path: Path, words: str) -> None:
    line = pack(tmp_path, f"raise SystemExit({words!r})").upload(tmp_path).line
    assert "[redac" in line  # the last one is cut
    for secret in (ACCESS_KEY, SECRET_KEY[:4], PAIR, "s3cr3t", "eyJ"):
        assert secret not in line


def test_a_script_without_output(tmp_path: Path) -> None:
    assert "exit code 2: (no output)" in pack(tmp_path, "raise SystemExit(2)").upload(tmp_path).line


def test_a_script_with_much_output(tmp_path: Path) -> None:
    script = "import sys\nfor _ in range(3000): print('z' * 9999)\nsys.exit('the end')"
    assert "exit code 1: the end;" in pack(tmp_path, script).upload(tmp_path).line


def test_a_timeout_stops_the_process_group(tmp_path: Path) -> None:
    line = pack(tmp_path, SLEEPER).upload(tmp_path, APPS_TIMEOUT="1.5").line
    assert line.startswith(f"uploading applications to {HOST} took more than 2 s and was stopped: uploading 3 of 9")
    assert not living(tmp_path)


def test_a_cancelled_program_stops_the_process_group_and_cleans_up(tmp_path: Path) -> None:
    archive = pack(tmp_path, SLEEPER)
    command = [sys.executable, "-m", "commands.upload_applications"]
    process = subprocess.Popen(command, cwd=ROOT, env=archive.environ(tmp_path))
    wait_until(lambda: (tmp_path / "pids").exists() and (tmp_path / "pids").read_text() != "")
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert not living(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["apps.zip", "pids"]


def living(home: Path) -> list[int]:
    """Processes of the script that still run (Z is a zombie, which has ended)."""
    pids = [int(pid) for pid in (home / "pids").read_text().split()]
    return [pid for pid in pids if state(pid) not in ("", "Z")]


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until(condition: Any) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_all_problems_of_the_environment_are_on_one_line(tmp_path: Path) -> None:
    line = pack(tmp_path, "").upload(tmp_path, APPS_HOST="", APPS_COMMAND_LINE="token", APPS_TIMEOUT="-1").line
    assert "APPS_HOST is not set; APPS_COMMAND_LINE is 'token', but must be one of key, user; APPS_TIMEOUT" in line
    assert os.linesep not in line


def test_keys_default_to_the_sdks_variables(tmp_path: Path) -> None:
    sdk = {"CLEARML_API_ACCESS_KEY": "SDKKEY", "CLEARML_API_SECRET_KEY": "sdk-secret"}
    archive = pack(tmp_path, REPORT)
    archive.upload(tmp_path, **sdk)
    assert ACCESS_KEY in seen(tmp_path)["argv"]
    archive.upload(tmp_path, APPS_ACCESS_KEY="", APPS_SECRET_KEY="", **sdk)
    assert seen(tmp_path)["argv"][3:6] == ["SDKKEY", "--secret", "sdk-secret"]
