"""`python -m fleet features`, run as a separate process."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.blueprint.problem_lines import matches

ROOT = Path(__file__).parents[2]
PLATFORM = """\
  clearml:cluster: {context: production}
  clearml:registryToken: {secure: v1:canary}
  clearml:controlPlane:
    baseDomain: clearml.example
    chart: {version: 10.8.0}
    server: {features: [reports], groups: {users: {features: [reports]}, scientists: {features: [pipelines]}}}
"""
ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\nfeatures: {enable: [pipelines]}\n"


def features(*args: str) -> tuple[int, str, str]:
    """Run the command; return exit code, output and error output."""
    command = [sys.executable, "-m", "fleet", "features", *args]
    result = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    )
    return result.returncode, result.stdout, result.stderr


def cells(table: str) -> dict[str, list[str]]:
    """The rows of a table by their first cell."""
    return {row.split()[0]: row.split()[1:] for row in table.splitlines() if len(row.split()) > 1}


@pytest.fixture
def platform(project: Path) -> Path:
    (project / "Pulumi.dev.yaml").write_text((project / "Pulumi.dev.yaml").read_text() + PLATFORM)
    (project / "tenants/dev/acme.yaml").write_text(ACME)
    return project


@pytest.mark.usefixtures("platform")
def test_a_tenants_features_are_a_table() -> None:
    code, out, err = features("acme")

    assert code == 0
    assert "no setting decides" in err
    rows = cells(out)
    assert rows["feature"] == ["company", "user", "admin", "scientists"]
    assert rows["pipelines"] == ["yes", "-", "-", "yes"]
    assert rows["reports"] == ["yes", "yes", "yes", "yes"]
    assert rows["applications"] == ["?", "-", "-", "-"]
    assert rows["queues"] == ["yes", "yes", "yes", "yes"]


def test_without_a_tenant_there_is_a_table_per_tenant(platform: Path) -> None:
    (platform / "tenants/dev/globex.yaml").write_text("name: Globex\nadmin: {name: Gus, email: gus@globex.example}\n")

    code, out, _ = features()

    assert code == 0
    assert [line.strip() for line in out.splitlines() if line.strip() in ("acme", "globex")] == ["acme", "globex"]


@pytest.mark.usefixtures("platform")
def test_why_prints_the_meaning_and_the_obstacle() -> None:
    code, out, err = features("acme", "--why", "pipelines")

    assert (code, err) == (0, "")
    meaning, user, admin = out.splitlines()
    assert meaning == "pipelines: Build and run pipelines."
    assert user.startswith("acme: role user lacks pipelines: ")
    assert "clearml:controlPlane.server.groups.users.features" in user
    assert admin.startswith("acme: role admin lacks pipelines: ")


@pytest.mark.usefixtures("platform")
def test_an_older_server_lacks_newer_features() -> None:
    code, out, _ = features("--why", "show_datasets", "--server-version", "3.24")

    assert (code, "3.24" in out, "3.25" in out) == (0, True, True)


@pytest.mark.usefixtures("project")
def test_the_features_of_another_stacks_server_are_unknown() -> None:
    code, out, err = features("acme")

    assert code == 0
    assert cells(out)["pipelines"] == ["?", "?", "?"]
    assert "do not show the server's features" in err


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("args", "pattern"),
    [
        (("acm",), "TENANT | 'acm' | acme"),
        (("acme", "--why", "piplines"), "--why | 'piplines' | pipelines | clearml:extraFeatures"),
        (("--stack", "prod"), "Pulumi.prod.yaml | cannot be read"),
    ],
)
def test_a_mistake_is_a_line_and_exit_code_1(args: tuple[str, ...], pattern: str) -> None:
    code, out, err = features(*args)

    assert (code, out) == (1, "")
    assert matches(err.splitlines()[1], pattern)
