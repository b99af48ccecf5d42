"""The Secret with which a namespace's pods pull the vendor's images."""

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
) -> Secret:
    """Make `clearml-registry` in the namespace; charts name it by `imageCredentials.existingSecret`.

    The resource's name begins with `owner` where the namespace's may change, or occur in two clusters.
    """

    def content(known: str | None) -> str:
        return docker_config(registry.host, registry.username, known or "", registry.email)

    return Secret(
        f"{owner or namespace}/{names.REGISTRY}",
        metadata={"name": names.REGISTRY, "namespace": namespace, "labels": names.MANAGED_BY},
        type="kubernetes.io/dockerconfigjson",
        string_data={".dockerconfigjson": Output.secret(token).apply(content)},
        opts=opts,
    )
