"""Settings under the real engine: what Pulumi hands over, and how a problem looks to whoever ran `pulumi preview`."""

import json
from pathlib import Path

import pytest

from tests.blueprint.problem_lines import matches
from tests.blueprint.stack.real_engine import Engine

PROGRAM = """\
import pulumi
from blueprint.stack.load import load, secrets

settings = load()
pulumi.export("users", settings.tenants[0].limits.users)
pulumi.export("key", secrets().secret_key)
"""
PLATFORM = """\

platform = settings.platform
assert platform is not None and platform.control_plane is not None and platform.gpu is not None
assert platform.redis is None
pulumi.export("context", platform.cluster.context)
pulumi.export("gpus", platform.gpu.nodes["gpu-1"].gpus)
pulumi.export("features", platform.control_plane.server.features)
pulumi.export("token", secrets().get("registryToken"))
"""
ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"

pytestmark = pytest.mark.engine


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """An engine with a program that exports a setting and a secret of one tenant."""
    program = tmp_path / "program"
    (program / "tenants" / "dev").mkdir(parents=True)
    (program / "tenants" / "dev" / "acme.yaml").write_text(ACME)
    (program / "__main__.py").write_text(PROGRAM)
    (program / "Pulumi.yaml").write_text("name: clearml-platform\nruntime: python\n")
    engine = Engine(program, tmp_path / "engine")
    engine.make_stack()
    return engine


def test_numbers_stay_numbers_and_secrets_stay_secret(engine: Engine) -> None:
    engine.pulumi("up", "--yes", "--skip-preview")

    assert engine.pulumi("stack", "output", "users").strip() == "5"
    assert engine.pulumi("stack", "output", "key").strip() == "[secret]"
    assert "canary" not in engine.pulumi("stack", "export")


def test_problems_are_lines_without_a_traceback(engine: Engine) -> None:
    engine.pulumi("config", "set", "--plaintext", "clearml:apiAccessKey", "canary")
    (engine.program / "tenants/dev/acme.yaml").write_text(ACME + "limit: {}\n")

    done = engine.run("pulumi", "preview", "--non-interactive", "--stack", "dev")

    said = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    assert done.returncode != 0
    assert any(matches(line, "tenants/dev/acme.yaml: limit | unknown key | limits") for line in said)
    assert any(matches(line, "Pulumi.dev.yaml: clearml:apiAccessKey | plain text") for line in said)
    assert not any("Traceback" in line or "canary" in line for line in said)


def test_a_platform_is_set_key_by_key(engine: Engine) -> None:
    # Pulumi.yaml gives "" to the parts that a stack does not configure, as the project's own does.
    declared = "".join(f'  clearml:{part}: {{value: ""}}\n' for part in ("cluster", "controlPlane", "gpu", "redis"))
    (engine.program / "Pulumi.yaml").write_text(f"name: clearml-platform\nruntime: python\nconfig:\n{declared}")
    (engine.program / "__main__.py").write_text(PROGRAM + PLATFORM)
    for path, value in {
        "cluster.context": "production",
        "controlPlane.baseDomain": "clearml.example",
        "controlPlane.chart.version": "11.0.2",
        "controlPlane.server.features[0]": "reports",
        "gpu.cdmo.chart.version": "1.0.0",
        "gpu.nodes.gpu-1.card": "A100-40GB",
        "gpu.nodes.gpu-1.gpus[0]": "1",
    }.items():
        engine.pulumi("config", "set", "--path", f"clearml:{path}", value)
    engine.pulumi("config", "set", "--secret", "clearml:registryToken", "canary")

    engine.pulumi("up", "--yes", "--skip-preview")

    outputs = json.loads(engine.pulumi("stack", "output", "--json"))
    assert (outputs["context"], outputs["gpus"], outputs["features"]) == ("production", [1], ["reports"])
    assert outputs["token"] == "[secret]"
    assert "canary" not in engine.pulumi("stack", "export")


def test_a_root_key_that_the_server_would_misread_stops_the_preview(engine: Engine) -> None:
    for path, value in {"cluster.context": "x", "controlPlane.baseDomain": "x.example"}.items():
        engine.pulumi("config", "set", "--path", f"clearml:{path}", value)
    engine.pulumi("config", "set", "--secret", "clearml:apiSecretKey", "31415926535")

    done = engine.run("pulumi", "preview", "--non-interactive", "--stack", "dev")

    said = done.stdout + done.stderr
    assert done.returncode != 0
    assert "clearml:apiSecretKey: found a value (not shown)" in said
    assert "31415926535" not in said
