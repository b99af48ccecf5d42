"""Five hundred tenant files are checked and reviewed in a few seconds, and each is read once."""

import json
import time
from collections import Counter
from pathlib import Path
from unittest.mock import patch

import pytest

from blueprint.settings.checking import yaml_file
from fleet.review.formats.markdown import markdown
from fleet.review.preview import parse
from fleet.review.report import report_of
from fleet.review.settings import settings_change
from fleet.stack.settings import read_settings
from tests.fleet.review.steps import TENANT, preview, step, urn

COUNT = 500
SECONDS = 5.0
"""Processor time, so that other work on the machine does not count."""


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tenants = tmp_path / "tenants" / "many"
    tenants.mkdir(parents=True)
    for number in range(COUNT):
        admin, login = f"{{name: Ada, email: ada@t{number}.example}}", f"{{domains: [t{number}.example]}}"
        text = f"name: Tenant {number}\nadmin: {admin}\nlogin: {login}\n"
        (tenants / f"tenant-{number}.yaml").write_text(text)
    (tmp_path / "Pulumi.yaml").write_text("name: clearml-platform\nruntime: python\n")
    (tmp_path / "Pulumi.many.yaml").write_text(
        "config:\n  clearml:api: {host: https://api.clearml.example}\n"
        "  clearml:apiAccessKey: {secure: v1:canary}\n  clearml:apiSecretKey: {secure: v1:canary}\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_many_tenants_are_checked_fast_and_each_file_is_read_once(fleet: Path) -> None:
    reads: Counter[str] = Counter()
    text = yaml_file._text

    def counted(path: Path) -> str:
        reads[str(path)] += 1
        return text(path)

    with patch.object(yaml_file, "_text", counted):
        start = time.process_time()
        settings, _ = read_settings("many", fleet)
    assert time.process_time() - start < SECONDS
    assert len(settings.tenants) == COUNT
    assert {count for file, count in reads.items() if "/tenant-" in file} == {1}


def test_a_preview_of_many_tenants_is_reviewed_fast(fleet: Path) -> None:
    companies = [urn("pulumi-python:dynamic/clearml:Company", f"tenant-{number}", TENANT) for number in range(COUNT)]
    text = preview(*(step("update", each, {"name": "Old"}, {"name": "New"}) for each in companies))
    start = time.process_time()
    report = report_of(parse(text)).with_settings(settings_change(str(fleet), "many", fleet))
    assert json.loads(json.dumps(markdown(report)))
    assert time.process_time() - start < 2 * SECONDS
    assert len(report.groups) == COUNT
