"""Creates the explicit providers for clusters: Kubernetes, Command, and Python for random secrets.

The kubeconfig's content is never an input, because its credentials would end up in the state.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pulumi
import pulumi_command
import pulumi_kubernetes

from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings


def command_provider(platform: PlatformSettings) -> pulumi_command.Provider | None:
    """Create the provider of local commands; None if the platform has none."""
    runs_commands = platform.applications is not None or bool(platform.gpu and platform.gpu.has_nodes)
    return pulumi_command.Provider("command") if runs_commands else None


def token_provider() -> pulumi.ProviderResource:
    """Create the provider of random secrets. It is not ClearML's, because that one's keys may be among them."""
    return pulumi.ProviderResource("pulumi-python", "generated", {})


def kubernetes_provider(name: str, cluster: ClusterSettings) -> pulumi_kubernetes.Provider:
    """Create the provider of one cluster.

    The identifier makes sure that a changed kubeconfig, context or endpoint replaces no resource. Secrets are updated
    in place: a replacement would delete them just when pods restart to read them.
    """
    with _without("KUBECONFIG"):
        return pulumi_kubernetes.Provider(
            name,
            context=cluster.context,
            cluster_identifier=cluster.identifier,
            enable_secret_mutable=True,
        )


@contextmanager
def _without(variable: str) -> Iterator[None]:
    """Hide a variable from the SDK, which would store it in the shared state. The plugin reads it itself."""
    value = os.environ.pop(variable, None)
    try:
        yield
    finally:
        if value is not None:
            os.environ[variable] = value
