"""The workflow files: least rights, pinned actions, commands that exist; and the checks of `make lint` find faults."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ci.options import parser

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
FILES = [*WORKFLOWS, *sorted((ROOT / ".github/actions").glob("*/action.yml")), ROOT / "ci/gitlab-ci.yml"]
WORKFLOW = pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
ACTIONLINT = ROOT / ".sandbox/bin/actionlint"
ZIZMOR = [str(Path(sys.executable).with_name("zizmor")), "--offline", "--quiet", "--strict-collection"]


def _content(file: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe").load(file.read_text()))


@WORKFLOW
def test_least_rights(file: Path) -> None:
    content = _content(file)
    assert content["permissions"] == {}
    assert "pull_request_target" not in content["on"]
    written = {
        right for job in content["jobs"].values() for right, level in job["permissions"].items() if level == "write"
    }
    assert written == {"preview": {"pull-requests"}, "drift": {"issues"}}.get(file.stem, set())
    assert all("timeout-minutes" in job for job in content["jobs"].values())
    assert file.read_text().count("actions/checkout@") == file.read_text().count("persist-credentials: false")


@WORKFLOW
def test_secrets_are_in_jobs_with_an_environment_only(file: Path) -> None:
    jobs = _content(file)["jobs"]
    with_secrets = {name for name, job in jobs.items() if "secrets." in str(job)}
    assert with_secrets == {name for name, job in jobs.items() if "environment" in job}


def test_forks_get_no_preview() -> None:
    condition = _content(ROOT / ".github/workflows/preview.yml")["jobs"]["preview"]["if"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in condition
    for job in ("preview", "comment"):
        rules = _content(ROOT / "ci/gitlab-ci.yml")[job]["rules"]
        assert all("$CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID" in rule["if"] for rule in rules)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_commands_and_actions(file: Path) -> None:
    text = file.read_text()
    for command in re.findall(r"python -m ci (.+)", text):
        parser().parse_args(shlex.split(command))
    for action, version in re.findall(r"uses: ([^\s.]\S+)(.*)", text):
        assert re.search(r"@[0-9a-f]{40}$", action), action
        assert re.match(r" # v\d+\.\d+\.\d+$", version), action


@pytest.fixture(scope="module")
def actionlint() -> list[str]:
    """The program that `make lint` builds."""
    subprocess.run(["make", "--silent", str(ACTIONLINT.relative_to(ROOT))], cwd=ROOT, check=True, timeout=300)
    return [str(ACTIONLINT)]


def _with(folder: Path, old: str, new: str) -> Path:
    """A copy of .github with a change in preview.yml."""
    shutil.copytree(ROOT / ".github", folder / ".github")
    file = folder / ".github/workflows/preview.yml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))
    (folder / ".git").mkdir()
    return folder


def _findings(argv: list[str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("permissions: {}", "permissions: {}", ""),
        ("needs: stacks", "needs: stakcs", "needs job"),
        ("steps.changed.outputs", "steps.chnged.outputs", 'property "chnged" is not defined'),
        ("runs-on: ubuntu-latest", "runs-on: ubuntu-lastet", "label"),
        ("pull-requests: write", "pull-request: write", "unknown permission scope"),
    ],
)
def test_actionlint_finds(actionlint: list[str], tmp_path: Path, old: str, new: str, finding: str) -> None:
    code, said = _findings(actionlint, _with(tmp_path, old, new))
    assert (code != 0) == bool(finding), said
    assert finding in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("permissions: {}", "permissions: {}", ""),
        ("  pull_request:", "  pull_request_target:", "dangerous-triggers"),
        ("@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2", "@v6", "unpinned-uses"),
        ('--stack "$STACK" --base', '--stack "${{ github.head_ref }}" --base', "template-injection"),
        (
            "permissions:\n      contents: read\n    outputs",
            "permissions: write-all\n    outputs",
            "excessive-permissions",
        ),
        ("permissions: {}", "permissions: {", "failed to load file"),
    ],
)
def test_zizmor_finds(tmp_path: Path, old: str, new: str, finding: str) -> None:
    code, said = _findings([*ZIZMOR, ".github"], _with(tmp_path, old, new))
    assert (code != 0) == bool(finding), said
    assert finding in said
