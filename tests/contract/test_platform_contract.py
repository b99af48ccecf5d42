"""Resources of the platform in users' state, by type and name. A changed name is a replacement."""

from pathlib import Path

import pulumi

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.secrets import REGISTRY_TOKEN
from blueprint.stack.load import Secrets
from components.cluster.node import ObservedNode
from components.platform.platform import Platform, PlatformArgs
from tests.components.recorder import record

FROZEN = Path(__file__).parent.parent / "data/platform_resources.txt"
"""Type and name of every resource as registered by the first version that has it, one per line."""

WHOLE = {
    "cluster": {"context": "production", "monitoring": [{"namespace": "monitoring"}]},
    "controlPlane": {
        "baseDomain": "clearml.example",
        "chart": {"reference": "./sandbox/charts/clearml-enterprise"},
        "server": {"supervisor": {"email": "root@clearml.example"}},
    },
    "gpu": {
        "operator": {"chart": {"reference": "./sandbox/charts/gpu-operator"}},
        "cdmo": {"chart": {"reference": "./sandbox/charts/clearml-dynamic-mig-operator"}},
        "nodes": {"gpu-0": {"card": "H100-80GB"}},
    },
    "redis": {"chart": {"reference": "./sandbox/charts/redis"}},
}


def test_every_resource_of_the_platform_keeps_its_type_and_name() -> None:
    recorder = record(_whole_platform)
    registered = "".join(f"{line}\n" for line in sorted(f"{one.typ} {one.name}" for one in recorder.resources))
    assert registered == FROZEN.read_text()


def _whole_platform() -> None:
    secret = pulumi.Output.secret("made-up")
    args = PlatformArgs(
        settings=PlatformSettings.model_validate(WHOLE, by_alias=True, by_name=False),
        secrets=Secrets({REGISTRY_TOKEN.key: secret}),
        nodes={"gpu-0": ObservedNode("gpu-0", {}, "boot-1")},
        owner="clearml-platform.dev",
        recovery=None,
    )
    Platform(args).create_nodes()
