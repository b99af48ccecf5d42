"""`python -m fleet diff`."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from fleet.app import app
from fleet.diff.side import Side, read_side

WORKERS = """\
  clearml:cluster: {context: production}
  clearml:registryToken: {secure: v1:canary}
  clearml:controlPlane: {baseDomain: clearml.example, chart: {version: 11.0.2}}
  clearml:gpu: {nodes: {gpu-1: {card: A100-40GB}}, cdmo: null}
  clearml:workers: {agent: {chart: {version: 6.14.6}}, gateway: {chart: {version: 3.2.0}}}
"""
QUEUES = "workers: {queues: {default: {fraction: 0.5}}}\n"


def run(*args: str) -> tuple[int, str, str]:
    """Run the command; return exit code, output and error output."""
    result = CliRunner().invoke(app, ["diff", *args])
    return result.exit_code, result.stdout, result.stderr


def rows(*stacks: str) -> list[dict[str, Any]]:
    return list(json.loads(run(*stacks, "--json")[1]))


@pytest.fixture
def twin(project: Path) -> Path:
    """A second stack `staging` with the same files as `dev`."""
    (project / "Pulumi.staging.yaml").write_text((project / "Pulumi.dev.yaml").read_text().replace("v1:abc", "v1:def"))
    (project / "tenants" / "staging").mkdir()
    (project / "tenants/staging/acme.yaml").write_text((project / "tenants/dev/acme.yaml").read_text())
    return project


def add(project: Path, file: str, text: str) -> None:
    path = project / file
    path.write_text((path.read_text() if path.exists() else "") + text)


def test_equal_stacks_end_with_0(twin: Path) -> None:
    code, out, err = run("dev", "staging")
    assert (code, out) == (0, "")
    assert "No differences between dev and staging." in err
    assert rows("dev", "staging") == []


def test_a_setting_of_the_platform_is_a_row_with_its_meaning(twin: Path) -> None:
    text = (twin / "Pulumi.staging.yaml").read_text()
    (twin / "Pulumi.staging.yaml").write_text(text.replace("api.clearml.example", "api.staging.example"))
    code, out, err = run("dev", "staging")
    assert code == 2
    assert "clearml:api.host" in out
    assert "https://api.staging.example" in out
    assert "1 difference between dev and staging." in err
    [row] = rows("dev", "staging")
    assert (row["part"], row["tenant"], row["path"]) == ("platform", None, "clearml:api.host")
    assert row["values"] == {"dev": "https://api.clearml.example", "staging": "https://api.staging.example"}
    assert "API" in row["meaning"]


def test_a_default_counts_where_it_is_set_and_in_every_tenant(twin: Path) -> None:
    add(twin, "Pulumi.staging.yaml", "  clearml:tenantDefaults: {limits: {users: 5}}\n")
    assert [(row["part"], row["tenant"], row["path"], row["values"]) for row in rows("dev", "staging")] == [
        ("defaults of tenants", None, "limits.users", {"dev": None, "staging": 5}),
        ("tenant", "acme", "limits.users", {"dev": None, "staging": 5}),
    ]


def test_a_default_that_the_tenant_sets_itself_is_no_difference_of_the_tenant(twin: Path) -> None:
    add(twin, "Pulumi.staging.yaml", "  clearml:tenantDefaults: {limits: {users: 5}}\n")
    for stack in ("dev", "staging"):
        add(twin, f"tenants/{stack}/acme.yaml", "limits: {users: 7}\n")
    assert [row["part"] for row in rows("dev", "staging")] == ["defaults of tenants"]


def test_tenants_of_one_stack_are_named(twin: Path) -> None:
    add(twin, "tenants/dev/globex.yaml", "name: Globex\nadmin: {name: Gus, email: gus@globex.example}\n")
    add(twin, "tenants/staging/hooli.yaml", "name: Hooli\nadmin: {name: Hal, email: hal@hooli.example}\n")
    assert [(row["part"], row["path"], row["values"]) for row in rows("dev", "staging")] == [
        ("tenants", "globex", {"dev": "Globex", "staging": None}),
        ("tenants", "hooli", {"dev": None, "staging": "Hooli"}),
    ]
    assert run("dev", "staging")[1].count("no such tenant") == 2


def test_what_follows_from_the_settings_is_compared_too(twin: Path) -> None:
    for stack, card in (("dev", "A100-40GB"), ("staging", "H100-80GB")):
        add(twin, f"Pulumi.{stack}.yaml", WORKERS.replace("A100-40GB", card))
        add(twin, f"tenants/{stack}/acme.yaml", QUEUES)
    found = {row["path"]: row["values"] for row in rows("dev", "staging") if row["tenant"] == "acme"}
    resource = found["plan.queues.default.resource"]
    assert resource == {"dev": "nvidia.com/mig-3g.20gb", "staging": "nvidia.com/mig-3g.40gb"}


def test_secrets_are_compared_by_presence_and_never_shown(twin: Path) -> None:
    text = (twin / "Pulumi.staging.yaml").read_text()
    (twin / "Pulumi.staging.yaml").write_text(text.replace("v1:canary", "v1:other"))
    assert run("dev", "staging")[0] == 0
    add(twin, "Pulumi.dev.yaml", WORKERS)
    code, out, err = run("dev", "staging")
    [secret] = [row for row in rows("dev", "staging") if row["part"] == "secrets"]
    assert (secret["path"], secret["values"]) == ("registryToken", {"dev": "set", "staging": None})
    assert code == 2
    assert "2 secrets are set in both stacks" in err
    assert not any(value in out + err for value in ("canary", "other"))


def test_a_common_passphrase_is_a_note(twin: Path) -> None:
    assert "same passphrase" not in run("dev", "staging")[2]
    (twin / "Pulumi.staging.yaml").write_text((twin / "Pulumi.dev.yaml").read_text())
    assert "dev and staging have the same passphrase" in run("dev", "staging")[2]
    assert "same passphrase" not in run("dev", "dev")[2]


def test_the_environment_overrides_neither_stack(twin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEARML_API_HOST", "https://elsewhere.example")
    assert run("dev", "staging")[0] == 0


def test_an_invalid_stack_is_reported_with_its_name(twin: Path) -> None:
    add(twin, "tenants/staging/acme.yaml", "limit: {}\n")
    code, out, err = run("dev", "staging")
    assert (code, out) == (1, "")
    assert "settings of stack staging" in err
    assert "limit" in err


def test_the_sandboxs_stacks_differ_and_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    found = rows("dev", "staging")
    assert {row["path"] for row in found if row["part"] == "tenants"} == {"canary", "globex", "initech"}
    assert {row["path"] for row in found if row["part"] == "secrets"} == {
        "billingKafkaPassword",
        "billingRegistryToken",
    }


def test_the_sandboxs_stacks_can_run_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    dev, staging = (read_side(stack, Path()) for stack in ("dev", "staging"))
    for key in ("name", "admin.email", "plan.namespace", "workers.gateway.host"):
        assert _values(dev, key).isdisjoint(_values(staging, key)), key
    head = Path("Pulumi.staging.yaml").read_text().split("encryptionsalt")[0]
    assert "throw-away" in head


def _values(side: Side, path: str) -> set[str]:
    found: set[str] = set()
    for tenant in side.tenants.values():
        value: Any = tenant
        for key in path.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        found |= set() if value is None else {value}
    return found


def test_the_documentation_shows_rows_of_the_real_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    _, out, err = run("dev", "staging")
    made = {" ".join(line.split()) for line in (out + err).splitlines()}
    page = Path("docs/promotion.md").read_text()
    block = page.split("<!-- output of: python -m fleet diff dev staging -->")[1].split("```")[1]
    shown = [" ".join(line.split()) for line in block.splitlines()[1:] if line != "…"]
    assert [line for line in shown if line not in made] == []
