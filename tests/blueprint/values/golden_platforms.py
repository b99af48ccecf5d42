"""The platform's golden files: settings in, values and manifests out."""

from typing import Any

from blueprint.settings.checking.expect import Context
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common import redis
from blueprint.values.platform import billing, cdmo, clearml_enterprise, gpu_operator
from blueprint.values.platform.namespaces import platform_namespaces
from blueprint.values.platform.network_policies import policies
from tests.blueprint.values.golden_yaml import CHECKSUM, FOLDER, Files, read

SETS = ("guide", "newest", "maximal")
ARCHIVE = "clearml-billing-1.1.0.tgz"
EXTRA_FEATURES = frozenset({"custom_thing"})


def platform(name: str) -> PlatformSettings:
    """The settings of a set. The current folder must hold a file named as the guide's archive, if empty."""
    raw = read(FOLDER / name / "settings.yaml")
    return PlatformSettings.model_validate(
        raw, context=Context(extra_features=EXTRA_FEATURES), by_alias=True, by_name=False
    )


def files(settings: PlatformSettings) -> Files:
    """What the settings make."""
    gpu, store = settings.gpu, settings.redis
    assert gpu is not None
    assert gpu.cdmo is not None
    assert store is not None
    made: dict[str, list[Any]] = {
        "clearml-enterprise.yaml": [clearml_enterprise.values(settings, CHECKSUM)],
        "gpu-operator.yaml": [gpu_operator.values(gpu)],
        "clearml-dynamic-mig-operator.yaml": [cdmo.values(gpu.cdmo, settings.registry)],
        "redis.yaml": [redis.values(store, CHECKSUM)],
        "namespaces.yaml": list(platform_namespaces(settings).values()),
        "network-policies.yaml": [one for some in policies(settings).values() for one in some],
    }
    if settings.billing.mode == "chart":
        made["clearml-billing.yaml"] = [billing.values(settings.billing)]
    return made
