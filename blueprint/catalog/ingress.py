"""Annotations that an Ingress of the server needs with a well-known controller, by a part of its class's name."""

from collections.abc import Mapping
from typing import Final

CONTROLLER_ANNOTATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    # ingress-nginx refuses bodies over 1 MB with 413 (kubernetes.github.io/ingress-nginx, "Custom max body size"; the
    # vendor's FAQ raises it) and ends a connection after 60 s (its annotations of that name).
    "nginx": {
        "nginx.ingress.kubernetes.io/proxy-body-size": "0",
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "600",
        "nginx.ingress.kubernetes.io/proxy-send-timeout": "600",
    },
    # Routes that OpenShift derives from an Ingress take its annotations over (vendor's page on OpenShift).
    "openshift": {"haproxy.router.openshift.io/timeout": "600s"},
}
