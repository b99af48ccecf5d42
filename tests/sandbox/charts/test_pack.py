"""Charts are packed into archives and folders reproducibly, byte for byte."""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sandbox.charts import pack
from sandbox.charts.chart import FOLDER, Chart, UnknownChartError, named, names
from tests.live.tenants.stack import ROOT


def _command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sandbox.charts", *arguments], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize("name", names())
def test_folder_and_chart_have_the_same_name(name: str) -> None:
    described = YAML(typ="safe").load(FOLDER / name / "Chart.yaml")
    assert (described["name"], described["version"]) == (name, named(name).version)


def test_archive_is_named_by_the_chart_and_holds_one_folder(tmp_path: Path) -> None:
    chart = named("clearml-billing")
    archive = pack.pack(chart, tmp_path)
    assert archive.name == f"clearml-billing-{chart.version}.tgz"
    with tarfile.open(archive) as content:
        members = {member.name: content.extractfile(member) for member in content.getmembers()}
        assert set(members) == {f"clearml-billing/{path}" for path in chart.files()}
        packed = members["clearml-billing/values.yaml"]
        assert packed is not None
        assert packed.read() == (FOLDER / "clearml-billing" / "values.yaml").read_bytes()


def test_same_content_is_the_same_archive(tmp_path: Path) -> None:
    copied = pack.copy(named("clearml-billing"), tmp_path / "copy")
    for path in copied.rglob("*"):
        os.utime(path, (1, 1))
    first = pack.pack(named("clearml-billing"), tmp_path / "first")
    second = pack.pack(Chart(copied, "clearml-billing", named("clearml-billing").version), tmp_path / "second")
    assert pack.sha256(first) == pack.sha256(second)
    (copied / "values.yaml").write_text("{}")
    third = pack.pack(Chart(copied, "clearml-billing", named("clearml-billing").version), tmp_path / "third")
    assert pack.sha256(first) != pack.sha256(third)


def test_another_version_changes_chart_yaml_alone(tmp_path: Path) -> None:
    chart = named("clearml-enterprise")
    copied = pack.copy(named("clearml-enterprise", "99.0.0"), tmp_path)
    changed = {path for path, content in chart.files().items() if (copied / path).read_bytes() != content}
    assert changed == {"Chart.yaml"}
    assert YAML(typ="safe").load(copied / "Chart.yaml")["version"] == "99.0.0"


def test_command_prints_checksum_and_path(tmp_path: Path) -> None:
    done = _command("pack", "clearml-billing", "--to", str(tmp_path), "--version", "1.2.0")
    archive = tmp_path / "clearml-billing-1.2.0.tgz"
    assert done.stdout == f"{pack.sha256(archive)}  {archive}\n"


def test_an_unknown_chart_is_one_line_with_the_known_names(tmp_path: Path) -> None:
    done = _command("pack", "clearml-biling", "--to", str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "there is no chart clearml-biling" in done.stderr
    assert "clearml-billing" in done.stderr
    with pytest.raises(UnknownChartError):
        named("clearml-biling")
