"""A namespace with its guards, the policies among them, and the resource options of everything inside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pulumi import Resource, ResourceOptions
from pulumi_kubernetes.apiextensions import CustomResource
from pulumi_kubernetes.networking.v1 import NetworkPolicy


@dataclass(frozen=True)
class GuardedNamespace:
    """`guards` restrict the namespace before anything runs in it: network policies and, for a tenant, the quota."""

    name: str
    namespace: Resource
    guards: Sequence[Resource] = ()

    def release_options(self, parent: Resource, *after: Resource) -> ResourceOptions:
        """Options of a release: it waits for the guards, and is uninstalled, as it may have cluster-scoped objects."""
        return ResourceOptions(parent=parent, depends_on=[self.namespace, *self.guards, *after])

    def object_options(self, parent: Resource) -> ResourceOptions:
        """Options of a Secret or policy: it does not wait for the guards and is deleted together with the namespace."""
        return ResourceOptions(parent=parent, depends_on=[self.namespace], deleted_with=self.namespace)


def network_policy(name: str, manifest: Mapping[str, Any], opts: ResourceOptions) -> Resource:
    """Create a policy of either kind, NetworkPolicy or CiliumNetworkPolicy; `name` is the resource's."""
    metadata, spec = manifest["metadata"], manifest["spec"]
    if manifest["kind"] == "NetworkPolicy":
        return NetworkPolicy(name, metadata=metadata, spec=spec, opts=opts)
    return CustomResource(name, manifest["apiVersion"], manifest["kind"], metadata=metadata, spec=spec, opts=opts)
