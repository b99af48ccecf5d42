"""Two tenants beside the platform, in several forms of the settings, and the pods in and around them."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from blueprint.values.platform.namespaces import platform_namespaces
from blueprint.values.platform.network_policies import policies
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant import policies as tenant_policies
from blueprint.values.tenant.site import TenantSite
from tests.blueprint.values.golden_tenants import made_site
from tests.blueprint.values.policies import platforms
from tests.blueprint.values.policies.evaluator import Cluster, Outside, Pod

TENANTS = ("acme", "globex")
GATEWAY = {"app.kubernetes.io/name": "clearml-enterprise-app-gateway"}
BASE: dict[str, Any] = {"context": "test", "identifier": "test"}
LOCKED = {"blocked": ["10.0.0.0/8", "169.254.0.0/16"], "apiServers": ["10.10.0.1/32", "192.0.2.201/32"]}
OPEN = {"egress": {"locked": False}}
CILIUM = {"networkPolicies": "cilium"}
NAMED = {**BASE, "ingress": {"peers": [platforms.INGRESS]}, "monitoring": [platforms.MONITORING]}
FORMS: Mapping[str, dict[str, Any]] = {
    "named": OPEN,
    "unnamed": {"platform": {"cluster": BASE}, **OPEN},
    "ports": {"ports": True, **OPEN},
    "locked": {"egress": LOCKED},
    "own": {"egress": LOCKED, "platform": {"redis": {"mode": "perTenant"}}},
    "default": {},
    "bare": {"platform": {"cluster": BASE}},
    "cilium": {"platform": {"cluster": {**NAMED, **CILIUM}}},
    "cilium, bare": {"platform": {"cluster": {**BASE, **CILIUM}}},
}
"""As the head of `tenant_arrows.txt` says."""


def sites(archive: Path, form: dict[str, Any], **workers: Any) -> list[TenantSite]:
    """Both tenants' places; `workers` are further settings of what they have in common."""
    above = platforms.platform(archive, **form.get("platform", {}))
    common = {"gateway": {"pods": GATEWAY}, "egress": form.get("egress", {}), **workers}
    return [
        made_site(above, {"slug": slug, "workers": common, "tenant": _tenant(slug, slot, form.get("ports", False))})
        for slot, slug in enumerate(TENANTS)
    ]


def _tenant(slug: str, slot: int, ports: bool) -> dict[str, Any]:
    sessions = {"sessions": {"slot": slot, "address": "192.0.2.193"}} if ports else {}
    stream = {"stream": {"slot": 10 + slot, "address": "192.0.2.193"}} if ports else {}
    return {"queues": {"default": {}}, "gateway": {"host": f"{slug}.clearml.example", **stream}, **sessions}


def cluster(places: list[TenantSite], **how: Any) -> Cluster:
    """The tenants' namespaces and policies, the platform's, and namespaces of others."""
    above = places[0].platform
    every = [*platform_namespaces(above).values(), *(tenant_namespace.namespace(each) for each in places)]
    made = {one["metadata"]["name"]: one["metadata"]["labels"] for one in every}
    others: dict[str, dict[str, str]] = {pod.namespace: {} for pod in PODS.values()}
    fences = [one for some in policies(above).values() for one in some]
    own = [one for each in places for one in tenant_policies.policies(each)]
    return Cluster({**others, **made}, [*fences, *own], **how)


def _tenants_pods(slug: str) -> dict[str, Pod]:
    task = {"clearml-task-id": "1", "CLEARML": "agent-1"}
    agent = {"app.kubernetes.io/name": "clearml-enterprise-agent"}
    return {
        f"{slug} agent": Pod(slug, agent, named_ports={"metrics": 9000}),
        f"{slug} gateway": Pod(slug, {**GATEWAY}),
        f"{slug} task": Pod(slug, task),
        f"{slug} redis": Pod(slug, {"app.kubernetes.io/name": "redis"}, named_ports={"metrics": 9121}),
        f"{slug} solver": Pod(slug, {"acme.cert-manager.io/http01-solver": "true"}),
    }


PODS: Mapping[str, Pod] = {
    **{name: pod for name, pod in platforms.PODS.items() if pod.namespace not in TENANTS},
    **_tenants_pods("acme"),
    **_tenants_pods("globex"),
    "globex posing as the ingress": Pod("globex", {"app.kubernetes.io/name": "ingress-nginx"}),
    "traefik": Pod("stranger", {"app.kubernetes.io/name": "traefik"}),
    # A pod that a task makes for itself, without the agent's label.
    "acme task in disguise": Pod("acme", {"app": "anything"}),
    "posing as the server": Pod("stranger", {"app.kubernetes.io/name": platforms.FULLNAME}),
    "dns": Pod("kube-system", {"k8s-app": "kube-dns"}),
    "node-local dns": Pod("kube-system", {"k8s-app": "node-local-dns"}),
    "openshift dns": Pod("openshift-dns", {"dns.operator.openshift.io/daemonset-dns": "default"}),
    "posing as node-local dns": Pod("stranger", {"k8s-app": "node-local-dns"}),
    "posing as dns": Pod("stranger", {"k8s-app": "kube-dns"}),
}
OUTSIDE: Mapping[str, Outside] = {
    **platforms.OUTSIDE,
    "API server": Outside("10.10.0.1", frozenset({"remote-node", "kube-apiserver"})),
    "public API server": Outside("192.0.2.201", frozenset({"world", "kube-apiserver"})),
    "node": Outside("10.10.0.5", frozenset({"remote-node"})),
    "own node": Outside("10.10.0.6", frozenset({"host"})),
    "cilium's ingress": Outside("10.244.3.3", frozenset({"ingress"})),
    "dns on the node": Outside("169.254.20.10"),
    "dns of kubespray": Outside("169.254.25.10"),
    "metadata": Outside("169.254.169.254"),
    "metadata by IPv6": Outside("fd00:ec2::254"),
    "metadata of GCP by IPv6": Outside("fd20:ce::254"),
    "metadata of Azure": Outside("168.63.129.16"),
    "metadata of Alibaba": Outside("100.100.100.200"),
    "metadata of Oracle": Outside("192.0.0.192"),
    "internet by IPv6": Outside("2001:db8::1"),
    "database elsewhere": Outside("10.50.0.9"),
}
EVERYBODY: Mapping[str, Pod | Outside] = {**PODS, **OUTSIDE}
"""Everybody in and around the tenants; names as the table of arrows says them."""


def elsewhere(places: list[TenantSite], cluster_of: Any) -> list[TenantSite]:
    """The same tenants on another cluster than the platform's."""
    return [replace(each, cluster=cluster_of, home=False) for each in places]
