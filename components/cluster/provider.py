"""The explicit providers of what is made in clusters: Kubernetes on a named one, Command, Python for generated secrets.

No kubeconfig content goes through here: it would carry its credentials into the state.
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
    """The provider of programs that we run; None where none is."""
    runs_commands = platform.applications is not None or bool(platform.gpu and platform.gpu.nodes)
    return pulumi_command.Provider("command") if runs_commands else None


def generated_provider() -> pulumi.ProviderResource:
    """The provider of secrets that we make up. It is not ClearML's, whose own keys may be among them."""
    return pulumi.ProviderResource("pulumi-python", "generated", {})


def kubernetes_provider(name: str, cluster: ClusterSettings) -> pulumi_kubernetes.Provider:
    """A changed kubeconfig, context or endpoint replaces nothing: the identifier stays.

    Secrets change in place: replaced, they would be gone for a moment, just when pods restart to read them.
    """
    with _nothing_from("KUBECONFIG"):
        return pulumi_kubernetes.Provider(
            name,
            context=cluster.context,
            cluster_identifier=cluster.identifier,
            enable_secret_mutable=True,
        )


@contextmanager
def _nothing_from(variable: str) -> Iterator[None]:
    """The SDK would write the variable into the state, which other machines share. The plugin reads it by itself."""
    value = os.environ.pop(variable, None)
    try:
        yield
    finally:
        if value is not None:
            os.environ[variable] = value
