"""A namespace of ours with its guards, and how anything is put into it."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulumi import CustomTimeouts, Resource, ResourceOptions

DELETION = "1m"
"""How long the end of one object may take. The Kubernetes plugin (4.18.1) can miss the event of it when its own look at
the object crosses that; it looks again only when the time is up, after ten minutes unless told otherwise."""


@dataclass(frozen=True)
class GuardedNamespace:
    """`fence` is what closes the namespace before anything runs in it: its network policies, and a tenant's quota."""

    name: str
    namespace: Resource
    guards: Sequence[Resource] = ()

    def release_options(self, parent: Resource, *after: Resource) -> ResourceOptions:
        """Of a release: it waits for the guards, and is uninstalled, as it may have objects outside the namespace."""
        return ResourceOptions(parent=parent, depends_on=[self.namespace, *self.guards, *after])

    def object_options(self, parent: Resource) -> ResourceOptions:
        """Of a Secret or a policy: it needs neither the fence nor a deletion of its own when the namespace goes."""
        soon = CustomTimeouts(delete=DELETION)
        return ResourceOptions(
            parent=parent, depends_on=[self.namespace], deleted_with=self.namespace, custom_timeouts=soon
        )
