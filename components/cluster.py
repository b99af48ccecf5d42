"""The explicit providers of the platform: Kubernetes on the named cluster, Command, and Python for generated secrets.

No kubeconfig content goes through here: it would carry its credentials into the state.
"""

import pulumi
import pulumi_command
import pulumi_kubernetes
from pulumi import ProviderResource
from pulumi_kubernetes import HelmReleaseSettingsArgs

from settings.cluster import Cluster
from settings.platform import Platform


def cluster_providers(platform: Platform) -> list[ProviderResource]:
    """One provider of each kind that is needed."""
    runs_commands = platform.applications is not None or bool(platform.gpu and platform.gpu.nodes)
    command = [pulumi_command.Provider("command")] if runs_commands else []
    generated = pulumi.ProviderResource("pulumi-python", "generated", {})
    return [_kubernetes(platform.cluster), generated, *command]


def _kubernetes(cluster: Cluster) -> ProviderResource:
    """A changed kubeconfig, context or endpoint replaces nothing: the identifier stays."""
    registries = cluster.helm_registry_config
    return pulumi_kubernetes.Provider(
        "kubernetes",
        context=cluster.context,
        kubeconfig=cluster.kubeconfig,
        cluster_identifier=cluster.identifier,
        helm_release_settings=HelmReleaseSettingsArgs(registry_config_path=registries) if registries else None,
    )
