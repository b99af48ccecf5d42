"""Addresses and ports outside this program's control: metadata services, private networks, ingress controllers.

Ports are those of the pods, which network policies see after the Service's translation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

METADATA: Final[Mapping[str, str]] = {
    "169.254.169.254/32": "AWS, Azure, GCP, OpenStack, Oracle and others (each vendor's page on instance metadata)",
    "fd00:ec2::254/128": "AWS over IPv6 (docs.aws.amazon.com, EC2 user guide, instancedata-data-retrieval)",
    "169.254.170.2/32": "AWS ECS, credentials of tasks (docs.aws.amazon.com, ECS developer guide, task-iam-roles)",
    "169.254.170.23/32": "AWS EKS Pod Identity (docs.aws.amazon.com, EKS user guide, pod-id-agent-setup)",
    "fd00:ec2::23/128": "AWS EKS Pod Identity over IPv6 (docs.aws.amazon.com, EKS user guide, pod-id-agent-setup)",
    "169.254.169.252/32": "GKE's metadata server (cloud.google.com/kubernetes-engine/docs/how-to/workload-identity)",
    "fe80::a9fe:a9fe/128": "OpenStack over IPv6 (docs.openstack.org/nova, metadata service)",
    "fd20:ce::254/128": "GCP over IPv6 (cloud.google.com/compute/docs/metadata/querying-metadata)",
    "168.63.129.16/32": "Azure's WireServer (learn.microsoft.com, What is IP address 168.63.129.16?)",
    "100.100.100.200/32": "Alibaba Cloud (alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata)",
    "192.0.0.192/32": "Oracle Cloud Infrastructure Classic (docs.oracle.com, instance metadata)",
    "fd00:c1::a9fe:a9fe/128": "Oracle over IPv6 (docs.oracle.com/iaas/Content/Compute/Tasks/gettingmetadata.htm)",
    "169.254.0.23/32": "Tencent Cloud (intl.cloud.tencent.com/document/product/213/4934)",
    "169.254.42.42/32": "Scaleway (scaleway.com/en/docs/instances, user data)",
    "fd00:42::42/128": "Scaleway over IPv6 (scaleway.com/en/docs/instances, user data)",
}
"""Addresses at which clouds serve the node's credentials or configuration, each with its source."""

PRIVATE: Final = (
    "10.0.0.0/8",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "fc00::/7",
    "fe80::/10",
)
"""Networks that are not the internet (RFC 1918, 6598, 3927, 4193, 4291): pods, Services and nodes are usually here."""

WEB_PORTS: Final = (80, 443)
"""Ports of an ingress controller that is not in `CONTROLLERS`."""
LOCAL_DNS: Final = ("169.254.20.10/32", "169.254.25.10/32")
"""Addresses of NodeLocal DNSCache: kubernetes.io/docs/tasks/administer-cluster/nodelocaldns, and kubespray's
`nodelocaldns_ip` (kubernetes-sigs/kubespray, page dns-stack)."""


@dataclass(frozen=True)
class Controller:
    """An ingress controller: a label of its pods, and the ports on which they serve HTTP and HTTPS."""

    name: str
    label: tuple[str, str]
    ports: tuple[int, ...]


NAME_LABEL: Final = "app.kubernetes.io/name"
CONTROLLERS: Final = (
    Controller("ingress-nginx", (NAME_LABEL, "ingress-nginx"), (80, 443)),
    Controller("traefik", (NAME_LABEL, "traefik"), (8000, 8443)),
    Controller("haproxy", (NAME_LABEL, "kubernetes-ingress"), (8080, 8443)),
    Controller("haproxy-ingress", (NAME_LABEL, "haproxy-ingress"), (80, 443)),
    Controller("nginx-ingress", (NAME_LABEL, "nginx-ingress"), (80, 443)),
    Controller("contour", (NAME_LABEL, "contour"), (8080, 8443)),
    Controller("envoy-gateway", ("app.kubernetes.io/managed-by", "envoy-gateway"), (10080, 10443)),
    Controller("kong", (NAME_LABEL, "kong"), (8000, 8443)),
    Controller("istio", ("istio", "ingressgateway"), (80, 443, 8080, 8443)),
    Controller(
        "openshift", ("ingresscontroller.operator.openshift.io/deployment-ingresscontroller", "default"), (80, 443)
    ),
)
"""Labels and ports as in the projects' own charts or manifests; not tried with every version of them (INF)."""


def controller_ports(labels: Mapping[str, str], *names: str | None) -> tuple[int, ...]:
    """Ports of the controller with one of these pod labels, or else with one of these names; `WEB_PORTS` if none."""
    by_label = [one for one in CONTROLLERS if labels.get(one.label[0]) == one.label[1]]
    by_name = [one for name in names for one in CONTROLLERS if one.name == name]
    return next((one.ports for one in (*by_label, *by_name)), WEB_PORTS)
