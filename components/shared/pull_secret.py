"""Creates the Secret with which the pods of a namespace pull the vendor's images."""

from pulumi import Input, Output, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from blueprint.settings.platform.registry import RegistrySettings
from blueprint.values import names
from blueprint.values.common import secrets
from blueprint.values.common.registry import docker_config
from components.shared.secret import create_secret


def pull_secret(
    namespace: str,
    registry: RegistrySettings,
    token: Input[str] | None,
    opts: ResourceOptions,
    owner: str | None = None,
    name: str = names.REGISTRY,
) -> Secret:
    """Create the Secret `name` in the namespace; charts refer to it under `imageCredentials`.

    The resource name begins with `owner`, default `namespace`. A tenant passes its slug, because its namespace may
    change and may exist in two clusters.
    """

    def content(password: str | None) -> str:
        return docker_config(registry.host, registry.username, password or "", registry.email)

    manifest = secrets.pull_secret(namespace, name, Output.secret(token).apply(content))
    return create_secret(f"{owner or namespace}/{name}", manifest, opts)
