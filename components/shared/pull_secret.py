"""Creates the Secret with which the pods of a namespace pull the vendor's images."""

from pulumi import Input, Output, ResourceOptions
from pulumi_kubernetes.core.v1 import Secret

from blueprint.settings.platform.registry import RegistrySettings
from blueprint.values import names
from blueprint.values.common.registry import docker_config


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

    return Secret(
        f"{owner or namespace}/{name}",
        metadata={"name": name, "namespace": namespace, "labels": names.MANAGED_BY},
        type="kubernetes.io/dockerconfigjson",
        string_data={".dockerconfigjson": Output.secret(token).apply(content)},
        opts=opts,
    )
