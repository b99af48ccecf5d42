"""TenantNamespace: a tenant's namespace with its fence and its quota, which stand before anything goes into it."""

from collections.abc import Mapping

import pulumi
from pulumi import CustomTimeouts, Resource, ResourceOptions
from pulumi_kubernetes.core.v1 import LimitRange, Namespace, ResourceQuota
from pulumi_kubernetes.networking.v1 import NetworkPolicy

from components.values import quota, tenant_namespace, tenant_policies
from components.values.site import Site

KINDS = {"ResourceQuota": ResourceQuota, "LimitRange": LimitRange, "NetworkPolicy": NetworkPolicy}
DELETION = "5m"
"""How long its pods may take to end; a finalizer that nobody serves any more is then an error."""


class TenantNamespace(pulumi.ComponentResource):
    """The namespace. Whatever goes into it depends on `fence`: the namespace, its policies and its quota."""

    namespace: Namespace
    fence: list[Resource]

    def __init__(
        self, site: Site, owner: Mapping[str, str], opts: ResourceOptions | None = None, *, protect: bool
    ) -> None:
        """`owner` is the label by which this stack knows its namespaces again.

        `protect` keeps it, and its volumes with it, when something else than its tenant's file goes: the section
        `clearml:workers`, or a line that names the namespace.
        """
        slug = site.plan.slug
        super().__init__("clearml:tenant:Namespace", slug, None, opts)
        metadata = tenant_namespace.namespace(site)["metadata"]
        labelled = {**metadata, "labels": {**metadata["labels"], **owner}}
        patient = ResourceOptions(parent=self, protect=protect, custom_timeouts=CustomTimeouts(delete=DELETION))
        self.namespace = Namespace(slug, metadata=labelled, opts=patient)
        within = ResourceOptions(parent=self, depends_on=[self.namespace], deleted_with=self.namespace)
        self.fence = [self.namespace]
        for manifest in (*tenant_policies.policies(site), *quota.manifests(site)):
            name = f"{slug}/{manifest['metadata']['name']}"
            kind = KINDS[manifest["kind"]]
            self.fence.append(kind(name, metadata=manifest["metadata"], spec=manifest["spec"], opts=within))
        self.register_outputs({})
