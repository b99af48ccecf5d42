"""docs/production.md: its settings are valid, and it shows the real output of the check."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.charts import applications, pack
from sandbox.charts.chart import named
from tests.docs.blocks import ROOT, block, stored_secrets

PAGE = "production.md"
SETTINGS = block(PAGE, "file: Pulumi.prod.yaml")


@pytest.fixture
def stack(tmp_path: Path) -> Path:
    """The folder that the page describes, up to the check; no Pulumi is on PATH there."""
    (tmp_path / "Pulumi.yaml").symlink_to(ROOT / "Pulumi.yaml")
    pack.pack(named("clearml-billing"), tmp_path / "vendor")
    applications.write(tmp_path / "vendor")
    secrets = "".join(f"  clearml:{key}: {{secure: v1:throw-away}}\n" for key in stored_secrets(PAGE))
    (tmp_path / "Pulumi.prod.yaml").write_text(SETTINGS + secrets)
    (tmp_path / "tenants/prod").mkdir(parents=True)
    (tmp_path / "tenants/prod/acme.yaml").write_text(block(PAGE, "file: tenants/prod/acme.yaml"))
    return tmp_path


def check(stack: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fleet", "check", "--stack", "prod", "--all"]
    environ = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "COLUMNS": "120"}
    return subprocess.run(command, cwd=stack, env=environ, capture_output=True, text=True)


def lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.splitlines()]


def test_the_settings_are_valid_and_the_page_shows_the_output_of_the_check(stack: Path) -> None:
    done = check(stack)
    assert done.returncode == 0, done.stderr
    assert lines(block(PAGE, "output of: python -m fleet check --stack prod --all")) == lines(done.stdout + done.stderr)


def test_every_secret_that_the_page_stores_is_needed(stack: Path) -> None:
    (stack / "Pulumi.prod.yaml").write_text(SETTINGS)
    done = check(stack)
    missing = [line for line in lines(done.stderr) if ": found nothing, expected a secret" in line]
    assert len(missing) == len(stored_secrets(PAGE)) == 4
    assert [key for key in stored_secrets(PAGE) if not any(f"clearml:{key}:" in line for line in missing)] == []
