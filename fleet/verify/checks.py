"""Lists what `fleet verify` tries in the pods of tenants: a GPU per queue, connections, and a request per gateway."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from blueprint.plan.workers.tenant import QueuePlan
from blueprint.stack.settings import StackSettings
from blueprint.values.listing.sites import tenant_site
from blueprint.values.names import REGISTRY, TASK_POD
from blueprint.values.tenant import queue
from blueprint.values.tenant.placement import of_applications
from blueprint.values.tenant.queue import FRACTION, INJECTOR
from blueprint.values.tenant.site import TenantSite

CONTAINER: Final = "clearml-verify"
METADATA: Final = "169.254.169.254:80"
"""Metadata service of AWS, Azure, Google Cloud and others."""
DATABASE: Final = "clearml-elastic-master"
"""Service of the server's Elasticsearch, whose name does not depend on the release (vendor's charts)."""
SECONDS: Final = 600
RESTRICTED: Final[tuple[Mapping[str, Any], Mapping[str, Any]]] = (
    {"securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}}},
    {"securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}},
)
"""What the Pod Security level `restricted` demands of a pod and of its container
(kubernetes.io/docs/concepts/security/pod-security-standards)."""
Expected = Literal["gpu", "open", "shut"]
Manifest = dict[str, Any]


@dataclass(frozen=True)
class ProbePod:
    """A pod in a tenant's namespace that looks like a task's, and what is tried in it."""

    context: str
    """Context of the cluster in the kubeconfig."""
    manifest: Manifest
    checks: tuple["Check", ...]

    @property
    def name(self) -> str:
        """Name of the pod."""
        return str(self.manifest["metadata"]["name"])

    @property
    def namespace(self) -> str:
        """Namespace of the pod."""
        return str(self.manifest["metadata"]["namespace"])


@dataclass(frozen=True)
class Check:
    """One command in a probe pod: a GPU must be there, or a connection must be open or shut."""

    tenant: str
    subject: str
    command: tuple[str, ...]
    expected: Expected


def probe_pods(
    settings: StackSettings, tenant: str | None, image: str | None, home_context: str | None
) -> Iterator[ProbePod]:
    """Yield the pods of every active tenant with workers, or of one.

    `image` replaces the default image of tasks, `home_context` the context of the platform's own cluster.
    """
    for each in settings.tenants:
        plan = settings.plans.get(each.slug)
        if settings.platform is None or plan is None or tenant not in (None, each.slug) or each.state != "active":
            continue
        site = tenant_site(settings.platform, each, plan)
        if site is not None:
            context = home_context if home_context and site.home else site.cluster.context
            yield from _of_tenant(each.slug, site, context, image or site.common.agent.default_image)


def _of_tenant(slug: str, site: TenantSite, context: str, image: str) -> Iterator[ProbePod]:
    for index, each in enumerate(site.plan.queues):
        if each.demand.settings.fraction:
            check = Check(slug, f"GPU of queue {each.demand.name}", ("nvidia-smi", "-L"), "gpu")
            yield ProbePod(context, _pod(site, f"clearml-verify-{index}", image, each), (check,))
    pod = _pod(site, "clearml-verify", image, None)
    yield ProbePod(context, pod, tuple(_connections(slug, site, pod)))


def _connections(slug: str, site: TenantSite, pod: Manifest) -> Iterator[Check]:
    def check(subject: str, kind: str, target: str, expected: Expected) -> Check:
        where = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        script = Path(__file__).with_name("probe.py").read_text(encoding="utf-8")
        return Check(slug, subject, ("python3", "-c", script, kind, target, where), expected)

    yield check("task to the API", "http", f"{site.agent_api_url}/debug.ping", "open")
    if site.gateway_url is not None:
        yield check(f"task to the gateway {site.gateway_url}", "http", site.gateway_url, "open")
    control_plane = site.platform.control_plane
    if site.platform.isolation.enabled and site.home and control_plane is not None:
        address = f"{DATABASE}.{control_plane.namespace}:9200"
        yield check("task to the server's database", "tcp", address, "shut")
    if site.platform.isolation.enabled and site.common.egress.locked:
        yield check("task to the metadata service", "tcp", METADATA, "shut")


def _pod(site: TenantSite, name: str, image: str, plan: QueuePlan | None) -> Manifest:
    """Return a pod with the label of tasks, so that the same policies select it, and the queue's template.

    The tenant's admission policies and its Pod Security level accept the pod.
    """
    template = {} if plan is None else queue.values(plan, site.common.agent, site.tenant)["templateOverrides"]
    limits = {key: one for key, one in template.get("resources", {}).get("limits", {}).items() if key != FRACTION}
    share = {key: one for key, one in template.get("labels", {}).items() if key == INJECTOR}
    container = {"name": CONTAINER, "image": image, "command": ["sleep", str(SECONDS)], "env": template.get("env", [])}
    of_pod, of_container = RESTRICTED if site.common.pod_security == "restricted" else ({}, {})
    placed = {key: template[key] for key in ("nodeSelector", "tolerations", "runtimeClassName") if key in template}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": site.namespace, "labels": {TASK_POD: "verify", **share}},
        "spec": {
            "restartPolicy": "Never",
            "activeDeadlineSeconds": SECONDS,
            "terminationGracePeriodSeconds": 0,
            "automountServiceAccountToken": False,
            "imagePullSecrets": [{"name": REGISTRY}],
            "containers": [{**container, **of_container, **({"resources": {"limits": limits}} if limits else {})}],
            **of_pod,
            **of_applications(site.tenant),
            **placed,
        },
    }
