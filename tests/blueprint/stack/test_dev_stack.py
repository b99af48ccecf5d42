"""The sandbox's stack: its checksums are those of what the sandbox packs, and its tenants show every kind of worker."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from sandbox.charts import applications, pack
from sandbox.charts.chart import named

CONFIG: dict[str, Any] = YAML(typ="safe").load(Path("Pulumi.dev.yaml").read_text())["config"]


@pytest.fixture
def archives(tmp_path: Path) -> dict[str, Path]:
    """What the sandbox packs, by the part that names it."""
    return {"billing": pack.pack(named("clearml-billing"), tmp_path), "applications": applications.write(tmp_path)}


@pytest.mark.parametrize("part", ["billing", "applications"])
def test_checksums_are_those_of_what_the_sandbox_packs(archives: dict[str, Path], part: str) -> None:
    told = CONFIG[f"clearml:{part}"]

    assert (told["sha256"], Path(told["archive"]).name) == (pack.sha256(archives[part]), archives[part].name)


def test_its_tenants_have_a_quota_session_ports_and_a_gateway(archives: dict[str, Path]) -> None:
    config: dict[str, Any] = {
        key.removeprefix("clearml:"): ENCRYPTED if "secure" in value else value for key, value in CONFIG.items()
    }
    for part, path in archives.items():
        config[part] = {**CONFIG[f"clearml:{part}"], "archive": str(path)}

    settings = build("clearml-platform", "dev", config, Path("tenants/dev"), {})

    assert set(settings.plans) == {"acme", "globex", "initech"}
    acme, globex = settings.plans["acme"], settings.plans["globex"]
    assert [(queue.demand.name, queue.demand.resource) for queue in acme.queues] == [
        ("cpu", None),
        ("default", "nvidia.com/mig-3g.20gb"),
        ("gpu-full", "nvidia.com/mig-7g.40gb"),
    ]
    assert (acme.max_resources, acme.place.sessions, globex.place.sessions) == (3.0, None, range(30000, 30010))
    assert settings.tenants[0].workers.gateway is not None
