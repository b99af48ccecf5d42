"""`python -m fleet check`."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fleet.app import app
from tests.blueprint.problem_lines import matches

# Printed by Pulumi 3.259 for a stack whose access key was stored without --secret.
PULUMI_CONFIG = {
    "clearml:api": {
        "value": '{"host":"http://127.0.0.1:8008"}',
        "objectValue": {"host": "http://127.0.0.1:8008"},
        "secret": False,
    },
    "clearml:apiAccessKey": {"value": "canary", "secret": False},
    "clearml:apiSecretKey": {"secret": True},
    "clearml:extraFeatures": {"value": "[]", "objectValue": [], "secret": False},
    "clearml:scope": {"value": "all", "secret": False},
    "pulumi:disable-default-providers": {"value": '["*"]', "objectValue": ["*"], "secret": False},
}

GIT = shutil.which("git") or "git"


def run(*args: str) -> tuple[int, str, str]:
    """Run a command of the command line; return exit code, output and error output."""
    result = CliRunner().invoke(app, args)
    return result.exit_code, result.stdout, result.stderr


def install_pulumi(project: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program named pulumi on PATH that runs this Python text."""
    program = project / "bin" / "pulumi"
    program.parent.mkdir()
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


def test_valid_settings_are_a_table(project: Path) -> None:
    code, out, err = run("check")

    assert code == 0
    assert "1 tenant on https://api.clearml.example" in out
    assert "Acme [red]Research" in out
    assert "valid" in err
    assert "configuration from Pulumi.dev.yaml" in err


PLATFORM = """\
  clearml:cluster: {context: production}
  clearml:registryToken: {secure: v1:canary}
  clearml:controlPlane: {baseDomain: clearml.example, chart: {version: 10.8.0}}
  clearml:gpu: {nodes: {gpu-1: {card: A100-40GB}}, cdmo: {chart: {version: 1.0.0}}}
  clearml:redis: {mode: perTenant}
  clearml:billing: {mode: metering}
"""


def test_a_platform_is_one_line_with_notes_below(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack + PLATFORM)

    code, _, err = run("check", "--all")

    assert code == 0
    platform, *warnings, _ = err.splitlines()
    assert platform == (
        "Platform in context production: ClearML server 10.8.0 at clearml.example, GPU operator v25.10.1, dynamic MIG "
        "1.0.0, 1 GPU node, Redis perTenant, metering."
    )
    assert warnings
    assert all(line.startswith("Note: clearml:") for line in warnings)


WORKERS = """\
  clearml:workers: {agent: {chart: {version: 6.14.6}}, gateway: {chart: {version: 3.2.0}}}
  clearml:clusters: {west: {context: west}}
"""


def test_the_platforms_line_lists_the_workers_charts(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack + PLATFORM + WORKERS)

    code, _, err = run("check")

    workers = "agents 6.14.6, gateways 3.2.0, 1 further cluster, tenants' egress locked (networkPolicies: auto)."
    assert (code, f"Redis perTenant, metering, {workers}" in err) == (0, True)


DESCRIBED = """\
  clearml:scope: tenants
  clearml:cluster: {context: production}
  clearml:registryToken: {secure: v1:canary}
  clearml:controlPlane: {baseDomain: clearml.example}
"""


def test_a_platform_of_another_stack_has_no_versions(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack + DESCRIBED + WORKERS)

    code, _, err = run("check")

    assert code == 0
    assert err.splitlines()[0] == (
        "Platform of another stack in context production: ClearML server at clearml.example, agents 6.14.6, gateways "
        "3.2.0, 1 further cluster, tenants' egress locked (networkPolicies: auto)."
    )


def test_a_platforms_problems_are_lines(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack + PLATFORM.replace("A100-40GB", "A100"))

    code, _, err = run("check")

    assert code == 1
    (line,) = err.splitlines()[1:]
    assert matches(line, "Pulumi.dev.yaml: clearml:gpu.nodes.gpu-1.card | 'A100' | A100-40GB")


def test_problems_are_lines_and_exit_code_1(project: Path) -> None:
    (project / "tenants/dev/acme.yaml").write_text("name: Acme\nadmin: {name: Ada, email: ada@@acme}\nlimit: {}\n")

    code, out, err = run("check", "--stack", "dev")

    assert (code, out) == (1, "")
    heading, email, limit = err.splitlines()
    assert heading == "2 problems in the settings of stack dev:"
    assert matches(email, "tenants/dev/acme.yaml: admin.email | 'ada@@acme' | e-mail")
    assert matches(limit, "tenants/dev/acme.yaml: limit | unknown key | limits")


def test_pulumis_output_takes_precedence_over_the_files(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = json.dumps(PULUMI_CONFIG)
    install_pulumi(project, monkeypatch, f"print({output!r} if sys.argv[1:3] == ['config', '--json'] else '')")

    code, _, err = run("check")

    assert code == 1
    (line,) = err.splitlines()[1:]
    assert matches(line, "Pulumi.dev.yaml: clearml:apiAccessKey | plain text")
    assert "canary" not in err


@pytest.mark.parametrize("body", ["sys.exit('error: no stack named dev found')", "print('no JSON')", "print('[]')"])
def test_the_files_are_read_if_pulumi_fails(project: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    install_pulumi(project, monkeypatch, body)

    code, _, err = run("check")

    assert (code, "configuration from Pulumi.dev.yaml" in err) == (0, True)


def test_a_secret_inside_a_plain_structure_is_found_in_the_files(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack.replace('"https://api.clearml.example"', "{secure: v1:canary}"))

    code, _, err = run("check")

    assert code == 1
    assert any(matches(line, "Pulumi.dev.yaml: clearml:api | encrypted") for line in err.splitlines())


@pytest.mark.parametrize(
    ("stack", "pattern"),
    [
        ("prod", "Pulumi.prod.yaml | No such file"),
        ("../dev", "--stack | '../dev' | stack name"),
        ("a/b/c/d", "--stack | 'a/b/c/d' | stack name"),
    ],
)
def test_an_unknown_stack_is_a_problem(project: Path, stack: str, pattern: str) -> None:
    code, _, err = run("check", "--stack", stack)

    assert (code, matches(err.splitlines()[1], pattern)) == (1, True)


def test_another_folder_is_a_problem(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "tenants")

    code, _, err = run("check")

    assert (code, matches(err.splitlines()[0], "--stack | no selected stack | Pulumi.<stack>.yaml")) == (1, True)


def test_the_stack_file_may_have_anchors_as_for_the_engine(project: Path) -> None:
    file = project / "Pulumi.dev.yaml"
    text = file.read_text().replace("config:", "config:\n  clearml:tenantDefaults: &defaults {limits: {users: 5}}", 1)
    file.write_text(text + "  other:copy: *defaults\n")

    code, _, err = run("check")

    assert (code, err) == (0, err)


def test_the_selected_stack_is_the_default(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "Pulumi.prod.yaml").write_text((project / "Pulumi.dev.yaml").read_text())
    install_pulumi(project, monkeypatch, "print('dev') if 'stack' in sys.argv else sys.exit('no such stack')")

    code, _, err = run("check")

    assert (code, "stack dev" in err) == (0, True)


def test_only_notes_that_the_change_has_caused_are_printed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(Path(GIT).parent))
    git = (GIT, "-C", str(project), "-c", "user.name=t", "-c", "user.email=t@t.example")
    stack = (project / "Pulumi.dev.yaml").read_text() + PLATFORM
    (project / "Pulumi.dev.yaml").write_text(stack)
    outside = run("check")[2].splitlines()
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
        subprocess.run([*git, *arguments], check=True)
    unchanged = run("check")[2].splitlines()
    (project / "Pulumi.dev.yaml").write_text(
        stack.replace("clearml:controlPlane: {", "clearml:controlPlane: {deletion: delete, ")
    )
    changed = run("check")[2].splitlines()

    assert [line for line in outside + unchanged if line.startswith("Note: ")] == []
    assert any(line.startswith("Notes: ") for line in outside)
    assert any(line.startswith("Notes that are not new since HEAD: ") for line in unchanged)
    [note] = [line for line in changed if line.startswith("Note: ")]
    assert "clearml:controlPlane.deletion" in note


def test_json_has_tenants_and_every_note_or_every_problem(project: Path) -> None:
    stack = (project / "Pulumi.dev.yaml").read_text()
    (project / "Pulumi.dev.yaml").write_text(stack + PLATFORM)
    code, out, _ = run("check", "--json")
    content = json.loads(out)
    assert (code, content["stack"]) == (0, "dev")
    assert [tenant["tenant"] for tenant in content["tenants"]] == ["acme"]
    assert content["notes"]

    (project / "Pulumi.dev.yaml").write_text(stack + "  clearml:scop: all\n")
    code, out, _ = run("check", "--json")
    [problem] = json.loads(out)["problems"]
    assert (code, problem["path"], problem["expected"]) == (1, "clearml:scop", "scope")
