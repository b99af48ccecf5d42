"""The clusters of a stack, after they were looked at."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes

from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.gpu import GpuNodeSettings
from blueprint.settings.tenant.tenant import TenantSettings
from components.cluster.node import ObservedNode
from components.helm.recovery import ReleaseRecovery


@dataclass(frozen=True, kw_only=True)
class ReachableCluster:
    """A cluster that passed the preflight, or a further one that does not answer and whose tenants stay as they are.

    `settings` are complete: they include the identifier and the kind of policies. `recovery` recovers releases.
    `gpu_nodes` are the nodes to put into MIG mode; `restores` is how often the mode of a node was restored, this run
    included.
    """

    settings: ClusterSettings
    nodes: Mapping[str, ObservedNode]
    provider: pulumi_kubernetes.Provider
    recovery: ReleaseRecovery | None
    gpu_nodes: Mapping[str, GpuNodeSettings] = field(default_factory=dict)
    restores: Mapping[str, int] = field(default_factory=dict)
    is_silent: bool = False


@dataclass(frozen=True, kw_only=True)
class Clusters:
    """`home` is the platform's cluster; `further` are the other clusters that have tenants, by name.

    `unknown` are clusters that do not answer and that the state does not have, with the reason, by name.
    """

    home: ReachableCluster
    further: Mapping[str, ReachableCluster]
    unknown: Mapping[str, str]
    token_provider: pulumi.ProviderResource
    """Creates random secrets."""

    def of(self, name: str | None) -> ReachableCluster:
        """The cluster with the name in a tenant file; None is the platform's."""
        return self.home if name is None else self.further[name]

    def is_silent(self, tenant: TenantSettings) -> bool:
        """Whether the cluster of a tenant's workers does not answer."""
        return any(name == tenant.cluster and cluster.is_silent for name, cluster in self.further.items())

    def require_known(self) -> None:
        """Raises pulumi.RunError, at the end of an update, if new tenants lack a cluster that answers."""
        if self.unknown and not pulumi.runtime.is_dry_run():
            raise pulumi.RunError("\n".join(self.unknown.values()))
