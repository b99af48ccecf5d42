"""A stack of tenants on the recording engine, from plain data: configuration and tenant files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from components.cluster import generated_provider, kubernetes_provider
from components.clusters import Clusters, Reached
from components.tenants import Ground, make_tenants
from settings.build import build
from settings.load import PlatformSecrets, Secrets
from settings.platform import Settings
from settings.stack_keys import ENCRYPTED
from tests.components.recorder import Recorder, record
from tests.engine import yaml_file

CHART = {"version": "1.0.0"}
CONFIG: dict[str, Any] = {
    "scope": "tenants",
    "api": {"host": "https://api.clearml.example"},
    "cluster": {"context": "production"},
    "controlPlane": {"baseDomain": "clearml.example"},
    "gpu": {"fractions": [1, 0.5]},
    "redis": {"chart": CHART},
    "workers": {"card": "A100-40GB", "agent": {"chart": CHART}, "gateway": {"chart": CHART}},
}
SECRETS = ("apiAccessKey", "apiSecretKey", "registryToken", "redisPassword")


def tenants_of(folder: Path, files: Mapping[str, Any], *without: str, **config: Any) -> Recorder:
    """What a stack of these tenant files registers; `config` changes the configuration, `without` leaves out secrets.

    Names and e-mail addresses are made up where a file has none.
    """
    folder.mkdir(exist_ok=True)
    for slug, content in files.items():
        admin = {"name": "Ada Acme", "email": f"ada@{slug}.example"}
        yaml_file.write(folder / f"{slug}.yaml", {"name": slug.title(), "admin": admin} | content)
    encrypted = dict.fromkeys((key for key in SECRETS if key not in without), ENCRYPTED)
    settings = build("clearml-platform", "dev", CONFIG | config | encrypted, folder, {})
    return record(lambda: _make(settings))


def content(made: Recorder, secret: str) -> Any:
    """What a Kubernetes Secret holds: the engine gets it as one secret value."""
    wrapped = made.of("Secret")[secret]["stringData"]
    return wrapped["value"]


def _make(settings: Settings) -> None:
    secret = pulumi.Output.secret("given-hidden")
    given = PlatformSecrets(secret, None, None, secret, None, None, None, {}, {})
    assert settings.platform is not None
    further = {
        name: Reached(settings=one, nodes={}, provider=kubernetes_provider(f"kubernetes-{name}", one), mender=None)
        for name, one in settings.platform.clusters.items()
    }
    cluster = settings.platform.cluster
    home = Reached(settings=cluster, nodes={}, provider=kubernetes_provider("kubernetes", cluster), mender=None)
    make_tenants(
        Ground(
            settings=settings,
            secrets=Secrets(access_key=secret, secret_key=secret, sso_client_secrets={}, platform=given),
            clearml=pulumi.ProviderResource("pulumi-python", "clearml", {}),
            after=(),
            clusters=Clusters(home=home, further=further, generated=generated_provider()),
            platform=None,
        )
    )
