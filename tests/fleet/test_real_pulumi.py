"""`check` on the real engine: it reads what `pulumi config --json` prints."""

import sys
from pathlib import Path

import pytest

from tests.blueprint.stack.real_engine import Engine


@pytest.mark.engine
def test_check_reads_the_configuration_that_pulumi_stored(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    (project / "Pulumi.dev.yaml").unlink()
    engine = Engine(project, project / "engine")
    engine.make_stack()
    del engine.environ["PULUMI_CONFIG_PASSPHRASE"]

    checked = engine.run(sys.executable, "-m", "fleet", "check")

    assert checked.returncode == 0, checked.stderr
    assert "configuration from pulumi config." in checked.stderr
    assert "https://api.clearml.example" in checked.stdout
