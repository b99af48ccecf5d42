"""The explicit providers of the platform: Kubernetes on the named cluster, Command, and Python for generated secrets.

No kubeconfig content goes through here: it would carry its credentials into the state.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pulumi
import pulumi_command
import pulumi_kubernetes
from pulumi import ProviderResource

from settings.cluster import Cluster
from settings.platform import Platform


def cluster_providers(platform: Platform) -> list[ProviderResource]:
    """One provider of each kind that is needed."""
    runs_commands = platform.applications is not None or bool(platform.gpu and platform.gpu.nodes)
    command = [pulumi_command.Provider("command")] if runs_commands else []
    generated = pulumi.ProviderResource("pulumi-python", "generated", {})
    return [_kubernetes(platform.cluster), generated, *command]


def _kubernetes(cluster: Cluster) -> ProviderResource:
    """A changed kubeconfig, context or endpoint replaces nothing: the identifier stays.

    Secrets change in place: replaced, they would be gone for a moment, just when pods restart to read them.
    """
    with _nothing_from("KUBECONFIG"):
        return pulumi_kubernetes.Provider(
            "kubernetes",
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
