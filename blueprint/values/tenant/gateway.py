"""Helm values of a tenant's app gateway (chart `clearml-enterprise-app-gateway`).

The values hold the gateway's key pair, as on the vendor's install page, unless `gateway.credentials` is `secret`. The
chart is not public: keys are those of the vendor's pages, in every spelling that one of them has.
`gateway.chart.values` and the tenant's `gatewayValues` take precedence.
"""

from typing import Any

from blueprint.settings.platform.cluster import IngressSettings
from blueprint.settings.platform.workers import GatewaySettings
from blueprint.settings.tenant.kubernetes_half import TenantGatewaySettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.ingress import ingress_annotations
from blueprint.values.common.merge import overlay
from blueprint.values.common.mirror import image_registry
from blueprint.values.common.outbound import custom_certificates
from blueprint.values.names import GATEWAY_CREDENTIALS, SECRETS_CHECKSUM
from blueprint.values.tenant.placement import of_every_pod
from blueprint.values.tenant.site import TenantSite

Values = dict[str, Any]


def values(site: TenantSite, checksum: Any, pair: tuple[Any, Any] | None = None) -> Values:
    """Return the values.

    `checksum` changes with the Secrets that the gateway reads: a text, or a Pulumi Output of one. `pair` is access key
    and secret key, as secret Outputs, for `gateway.credentials` other than `secret`. Raises ValueError for a tenant
    without a gateway, for a pair that is missing, and for settings without a server.
    """
    common, own = site.common.gateway, site.plan.place.gateway
    if common is None or own is None:
        raise ValueError(f"no gateway for the tenant {site.plan.place.slug}")
    generated: Values = {
        **image_registry(site.platform.registry),
        **custom_certificates(site.cluster.certificates),
        "imageCredentials": image_credentials("existingImagePullSecrets"),
        "clearml": {
            "apiServerUrlReference": site.gateway_api_url,
            **_credentials(common, pair),
            # The gateway recognizes users by the server's cookie.
            "authCookieName": site.server.cookie_name,
        },
        "ingress": _ingress(own, site.cluster.ingress),
        # Its pod has two containers; without resources, each would get the namespace's defaults for tasks.
        "router": {
            "podAnnotations": {SECRETS_CHECKSUM: checksum},
            "resources": _resources(common),
            # INF: the place of both keys in the chart, as in the vendor's other charts.
            **of_every_pod(site.tenant),
        },
        "proxy": {"resources": _resources(common)},
        **_streams(site, own),
    }
    if common.fullname is not None:
        generated["fullnameOverride"] = common.fullname
    return overlay(overlay(generated, common.chart.values), site.tenant.gateway_values)


def _credentials(common: GatewaySettings, pair: tuple[Any, Any] | None) -> Values:
    if common.credentials == "secret":
        return {"existingSecret": GATEWAY_CREDENTIALS}
    if pair is None:
        raise ValueError(f"no key pair for the chart's {common.credentials}")
    access_key, secret_key = pair
    return {common.credentials: access_key, common.credentials.replace("Key", "Secret"): secret_key}


def _resources(common: GatewaySettings) -> Values:
    amounts = {"cpu": common.cpu, "memory": common.memory}
    return {"requests": amounts, "limits": dict(amounts)}


def _ingress(own: TenantGatewaySettings, ingress: IngressSettings) -> Values:
    """The certificate is the tenant's own, because an Ingress cannot read the server's Secret in another namespace.

    Host and class have two spellings: `hostName` is on the vendor's install page, `hostname` and `className` on its
    page on OpenShift, and `ingressClassName` is the key of its other charts.
    """
    optional = {
        "ingressClassName": ingress.class_name,
        "className": ingress.class_name,
        "tlsSecretName": own.tls_secret,
        "annotations": ingress_annotations(ingress),
    }
    hosts = {"hostName": own.host, "hostname": own.host}
    return {"enabled": True, **hosts, **{key: value for key, value in optional.items() if value}}


def _streams(site: TenantSite, own: TenantGatewaySettings) -> Values:
    """Raw TCP and UDP sessions through the gateway, in the tenant's NodePorts."""
    ports = site.plan.place.stream
    if ports is None or own.stream is None:
        return {}
    return {
        "streamSession": {
            "routerAddress": own.stream.address,
            "service": {"type": "NodePort"},
            "portRange": {"start": ports.start, "end": ports.stop - 1},
        }
    }
