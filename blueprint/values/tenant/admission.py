"""Admission policies of a tenant's namespace: sources of images, storage classes, dedicated nodes and runtime class.

ValidatingAdmissionPolicy is built into Kubernetes since 1.30. The policies hold for the tenant's service accounts and
for people, who create pods directly. Pods of Deployments and StatefulSets are the operator's, and cert-manager's are
made by an account of another namespace; neither is a tenant's code.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from blueprint.plan.images import prefixes
from blueprint.values.names import MANAGED_BY, NAMESPACE_NAME
from blueprint.values.tenant.site import TenantSite

Manifest = dict[str, Any]
API = "admissionregistration.k8s.io/v1"
POD_PARTS = ("containers", "initContainers", "ephemeralContainers")
IMAGE = (
    "!c.image.contains('/') ? 'docker.io/library/' + c.image : "
    "c.image.split('/')[0].matches('[.:A-Z]|^localhost$') ? c.image : 'docker.io/' + c.image"
)
"""Full name of an image, as container runtimes complete it (distribution/reference, normalize.go)."""
EPHEMERAL_VOLUMES = "system:serviceaccount:kube-system:ephemeral-volume-controller"
"""Creates the claims of a pod's ephemeral volumes, whatever created the pod."""


def policies(site: TenantSite) -> tuple[Manifest, ...]:
    """Return each policy with its binding; none if everything is allowed. Both kinds are cluster-scoped."""
    return tuple(_policies(site))


def _policies(site: TenantSite) -> Iterator[Manifest]:
    images, classes = site.common.images, site.common.storage_classes
    if images:
        resources = [_rule("", "pods", "CREATE", "UPDATE"), _rule("", "pods/ephemeralcontainers", "UPDATE")]
        message = f"images of tenants must come from: {', '.join(images)}"
        listed = {"name": "prefixes", "expression": json.dumps(prefixes(images))}
        yield from _pair(site, "images", resources, _images(), message, variables=[listed])
    if placed := dict(_placement(site)):
        message = f"pods of the tenant must have: {', '.join(placed)}"
        yield from _pair(site, "placement", [_rule("", "pods", "CREATE")], [*placed.values()], message)
    if classes:
        resources = [_rule("", "persistentvolumeclaims", "CREATE")]
        message = f"tenants may use the storage classes: {', '.join(classes)}"
        yield from _pair(site, "storage-classes", resources, _classes(classes), message, EPHEMERAL_VOLUMES)


def _placement(site: TenantSite) -> Iterator[tuple[str, str]]:
    """What a pod must have, each with its expression: its tolerations do not keep it from other nodes."""
    runtime = site.tenant.runtime_class
    if runtime is not None:
        name = "object.spec.runtimeClassName"
        yield f"runtimeClassName {runtime}", f"has({name}) && {name} == '{runtime}'"
    for key, value in site.tenant.nodes.selector.items():
        selector = "object.spec.nodeSelector"
        expression = f"has({selector}) && '{key}' in {selector} && {selector}['{key}'] == '{value}'"
        yield f"nodeSelector {key}={value}", expression


def _images() -> list[str]:
    known = f"variables.prefixes.exists(p, (({IMAGE}) + '/').startsWith(p))"
    # A volume may be an image too (Kubernetes 1.31 and later).
    volume = f"!has(v.image) || [{{'image': v.image.reference}}].all(c, {known})"
    parts = [f"!has(object.spec.{part}) || object.spec.{part}.all(c, {known})" for part in POD_PARTS]
    return [*parts, f"!has(object.spec.volumes) || object.spec.volumes.all(v, {volume})"]


def _classes(allowed: Sequence[str]) -> list[str]:
    return [f"has(object.spec.storageClassName) && object.spec.storageClassName in {json.dumps(list(allowed))}"]


def _pair(
    site: TenantSite,
    name: str,
    rules: Sequence[Manifest],
    expressions: Sequence[str],
    message: str,
    further_user: str | None = None,
    variables: Sequence[Manifest] = (),
) -> Iterator[Manifest]:
    metadata = {"name": f"clearml-{site.namespace}-{name}", "labels": dict(MANAGED_BY)}
    user, own = "request.userInfo.username", f"system:serviceaccount:{site.namespace}:"
    covered = f"{user}.startsWith('{own}') || !{user}.startsWith('system:')"
    further = f" || {user} == '{further_user}'" if further_user else ""
    selector = {"matchLabels": {NAMESPACE_NAME: site.namespace}}
    spec = {
        "failurePolicy": "Fail",
        "matchConstraints": {"namespaceSelector": selector, "resourceRules": list(rules)},
        "matchConditions": [{"name": "tenant-or-person", "expression": covered + further}],
        **({"variables": list(variables)} if variables else {}),
        "validations": [{"expression": expression, "message": message} for expression in expressions],
    }
    yield {"apiVersion": API, "kind": "ValidatingAdmissionPolicy", "metadata": metadata, "spec": spec}
    binding = {"policyName": metadata["name"], "validationActions": ["Deny"]}
    yield {"apiVersion": API, "kind": "ValidatingAdmissionPolicyBinding", "metadata": metadata, "spec": binding}


def _rule(group: str, resource: str, *operations: str) -> Manifest:
    return {"apiGroups": [group], "apiVersions": ["v1"], "resources": [resource], "operations": list(operations)}
