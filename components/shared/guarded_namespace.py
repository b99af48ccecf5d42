"""A namespace with its guards, and the resource options of everything inside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import Resource, ResourceOptions


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
