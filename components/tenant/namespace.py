"""TenantNamespace: a tenant's namespace with its guards, network policies and quota, which precede everything in it."""

from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi import CustomTimeouts, Resource, ResourceOptions
from pulumi_kubernetes.admissionregistration.v1 import ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding
from pulumi_kubernetes.core.v1 import LimitRange, Namespace, ResourceQuota, ServiceAccount

from blueprint.values.tenant import admission, quota
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant import policies as tenant_policies
from blueprint.values.tenant.site import TenantSite
from components.shared.guarded_namespace import GuardedNamespace, network_policy

KINDS = {
    "ResourceQuota": ResourceQuota,
    "LimitRange": LimitRange,
    "ValidatingAdmissionPolicy": ValidatingAdmissionPolicy,
    "ValidatingAdmissionPolicyBinding": ValidatingAdmissionPolicyBinding,
}
DELETION = "5m"
"""Time limit for the pods to end. A finalizer whose controller no longer runs is an error after it."""


class TenantNamespace(pulumi.ComponentResource):
    """The namespace. `guarded` provides the options for everything inside it."""

    guarded: GuardedNamespace

    def __init__(
        self, site: TenantSite, owner: Mapping[str, str], opts: ResourceOptions | None = None, *, protect: bool
    ) -> None:
        """`owner` is the label of this stack's namespaces.

        `protect` keeps the namespace and its volumes if the section `clearml:workers` or the setting of the namespace
        is removed while the tenant file remains.
        """
        slug = site.plan.place.slug
        super().__init__("clearml:tenant:Namespace", slug, None, opts)
        metadata = tenant_namespace.namespace(site)["metadata"]
        labelled = {**metadata, "labels": {**metadata["labels"], **owner}}
        options = ResourceOptions(parent=self, protect=protect, custom_timeouts=CustomTimeouts(delete=DELETION))
        namespace = Namespace(slug, metadata=labelled, opts=options)
        inside = GuardedNamespace(site.namespace, namespace).object_options(self)
        manifests = (*tenant_policies.policies(site), *quota.manifests(site))
        account = _account(slug, tenant_namespace.default_account(site), inside)
        # Admission policies are cluster-scoped: they do not end with the namespace.
        outside = ResourceOptions(parent=self, depends_on=[namespace])
        guards = [
            account,
            *(_create(slug, manifest, inside) for manifest in manifests),
            *(_create(slug, manifest, outside) for manifest in admission.policies(site)),
        ]
        self.guarded = GuardedNamespace(site.namespace, namespace, guards)
        self.register_outputs({})


def _account(slug: str, manifest: Mapping[str, Any], opts: ResourceOptions) -> Resource:
    token = manifest["automountServiceAccountToken"]
    return ServiceAccount(
        f"{slug}/default", metadata=manifest["metadata"], automount_service_account_token=token, opts=opts
    )


def _create(slug: str, manifest: Mapping[str, Any], opts: ResourceOptions) -> Resource:
    metadata = manifest["metadata"]
    name = f"{slug}/{metadata['name']}"
    if manifest["kind"].endswith("NetworkPolicy"):
        return network_policy(name, manifest, opts)
    resource: Resource = KINDS[manifest["kind"]](name, metadata=metadata, spec=manifest["spec"], opts=opts)
    return resource
