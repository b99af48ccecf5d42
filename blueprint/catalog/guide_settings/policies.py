"""Owns the network policies of the guide, rule by rule. It must not hold a manifest."""

from blueprint.catalog.guide_settings.row import GuideSetting

_IN = "NetworkPolicy of the namespace, made with it and before its charts"

ROWS = (
    GuideSetting(
        "default-deny-ingress",
        "NetworkPolicy in clearml",
        "isolation.enabled",
        f"{_IN}; in every namespace of the platform",
        "made last in the guide; application tasks beside the databases count as outsiders here",
    ),
    GuideSetting(
        "allow-clearml-ingress, ipBlock 0.0.0.0/0",
        "NetworkPolicy in clearml",
        "cluster.ingress.peers, isolation.webFromAnywhere, isolation.extraWebPeers",
        f"{_IN}; ports 8008, 8080 and 8081 of the server's pods",
        "matches no pod on Cilium and no IPv6, and opens every port; a rule without sources is `from anywhere` here",
    ),
    GuideSetting(
        "allow-clearml-ingress, app.kubernetes.io/name: clearml-clearml-enterprise",
        "NetworkPolicy in clearml",
        "controlPlane.release, controlPlane.fullname",
        "label derived from the release",
        "does not fit the Service name that the guide gives to gateways",
    ),
    GuideSetting(
        "allow-clearml-ingress, namespaceSelector clearml",
        "NetworkPolicy in clearml-billing",
        "billing.namespace, billing.serverPods",
        f"{_IN}; from the apiserver's pods to Kafka and Redis",
        "lets in every pod of the server's namespace, tasks of applications among them",
    ),
    GuideSetting(
        "default-deny-ingress",
        "NetworkPolicy in a tenant's namespace",
        "isolation.enabled",
        f"{_IN}; then gateway, sessions and monitoring are opened",
        "keeps the ingress controller from the gateway, and scrapers from everything",
    ),
)
