"""Settings under the real engine: what Pulumi hands over, and how a problem looks to whoever ran `pulumi preview`."""

from pathlib import Path

import pytest

from tests.settings.real_engine import Engine

PROGRAM = """\
import pulumi
from settings.load import load, secrets

settings = load()
pulumi.export("users", settings.tenants[0].limits.users)
pulumi.export("key", secrets(settings).secret_key)
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
    assert "tenants/dev/acme.yaml: limit: found an unknown key, expected limits" in said
    assert any(line.startswith("Pulumi.dev.yaml: clearml:apiAccessKey: found a secret in clear") for line in said)
    assert not any("Traceback" in line or "canary" in line for line in said)
