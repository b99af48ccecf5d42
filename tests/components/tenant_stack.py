"""Runs a stack of tenants on the recording engine, from plain data: configuration and tenant files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pulumi

from blueprint.settings.secrets import SSO_CLIENT_SECRET
from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.load import Secrets
from blueprint.stack.settings import StackSettings
from components.cluster.clusters import Clusters, ReachableCluster
from components.cluster.provider import kubernetes_provider, token_provider
from components.tenant.tenants import TenantContext, create_tenants
from tests.components.recorder import Recorder, decoded, record
from tests.live.tenants import yaml_file

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
    """Resources that a stack of these tenant files registers; `config` changes the configuration, `without` omits some.

    A tenant without a name or e-mail address gets a generated one.
    """
    folder.mkdir(exist_ok=True)
    for slug, content in files.items():
        admin = {"name": "Ada Acme", "email": f"ada@{slug}.example"}
        yaml_file.write(folder / f"{slug}.yaml", {"name": slug.title(), "admin": admin} | content)
    settings = settings_of(folder, *without, **config)
    return record(lambda: _create(settings))


def settings_of(folder: Path, *without: str, **config: Any) -> StackSettings:
    """Settings of the stack whose tenant files are in the folder."""
    encrypted = dict.fromkeys((key for key in SECRETS if key not in without), ENCRYPTED)
    return build("clearml-platform", "dev", CONFIG | config | encrypted, folder, {})


def content(made: Recorder, secret: str) -> Any:
    """The content of a Kubernetes Secret; the engine receives it as one secret value."""
    return decoded(made.of("Secret")[secret])


async def _create(settings: StackSettings) -> None:
    secret = pulumi.Output.secret("given-hidden")
    clients = (SSO_CLIENT_SECRET.key_of(tenant.slug) for tenant in settings.tenants)
    assert settings.platform is not None
    further = {
        name: ReachableCluster(
            settings=one, nodes={}, provider=kubernetes_provider(f"kubernetes-{name}", one), recovery=None
        )
        for name, one in settings.platform.clusters.items()
    }
    cluster = settings.platform.cluster
    home = ReachableCluster(
        settings=cluster, nodes={}, provider=kubernetes_provider("kubernetes", cluster), recovery=None
    )
    await create_tenants(
        TenantContext(
            settings=settings,
            secrets=Secrets(dict.fromkeys((*SECRETS, *clients), secret)),
            clearml=pulumi.ProviderResource("pulumi-python", "clearml", {}),
            after=(),
            clusters=Clusters(home=home, further=further, unknown={}, token_provider=token_provider()),
            platform=None,
        )
    )
