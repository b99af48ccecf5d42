"""Helm values of the ClearML server (chart `clearml-enterprise`).

The values name Kubernetes Secrets; the chart's keys for a password or a key are never set.
"""

from typing import Any

from blueprint.plan.applications import application_cap, applications_per_tenant
from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.cluster import ClusterSettings, IngressSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.ingress import ingress_annotations
from blueprint.values.common.merge import overlay
from blueprint.values.common.mirror import image_registry
from blueprint.values.common.outbound import custom_certificates, proxy_environment
from blueprint.values.names import PORTS, ROOT_CREDENTIALS, SECRETS_CHECKSUM, ServerNames, ServerPart
from blueprint.values.platform.server_settings import environment


def values(platform: PlatformSettings, checksum: Any) -> dict[str, Any]:
    """Return the values.

    `checksum` changes with the Secrets, so that new content restarts the server: a text, or a Pulumi Output of one. It
    is placed as it is, so that a preview still shows the other values.

    Raises ValueError without a control plane.
    """
    control_plane = platform.control_plane
    if control_plane is None:
        raise ValueError("no controlPlane in the settings")
    names = ServerNames.of(control_plane)
    generated: dict[str, Any] = {
        **image_registry(platform.registry),
        "imageCredentials": image_credentials("existingImagePullSecrets"),
        "clearml": {
            "existingSecret": ROOT_CREDENTIALS,
            "cookieName": names.cookie_name,
            "cookieDomain": names.cookie_domain,
        },
        **{part: _part(part, control_plane, platform.cluster.ingress, names, checksum) for part in PORTS},
        "clearmlApplications": _applications(control_plane, platform.cluster, names),
        **_elasticsearch(control_plane),
        **_mongodb(control_plane),
        **_metering(platform.billing),
    }
    if control_plane.fullname is not None:
        generated["fullnameOverride"] = control_plane.fullname
    # Without these the UI assumes `files.` and `api.` (vendor's pages on OpenShift and Docker Compose).
    generated["webserver"]["displayedServerURLs"] = {"apiserver": names.api_url, "fileserver": names.files_url}
    if control_plane.server.tenant_login:
        generated["webserver"]["extraEnvs"] = [{"name": "WEBSERVER__onlyPasswordLogin", "value": "true"}]
    # A list in an override replaces the chart's whole list, so this one is always complete.
    variables = [variable.entry() for variable in environment(platform)]
    generated["apiserver"]["extraEnvs"] = [*variables, *_proxy(platform.cluster, names)]
    return overlay(generated, control_plane.chart.values)


def _part(
    part: ServerPart, control_plane: ControlPlaneSettings, ingress: IngressSettings, names: ServerNames, checksum: Any
) -> dict[str, Any]:
    tag = control_plane.image_tags.get(part)
    return {
        **({} if tag is None else {"image": {"tag": tag}}),
        "ingress": _ingress(names.host(part), ingress),
        "service": {"type": "ClusterIP"},
        "podAnnotations": {SECRETS_CHECKSUM: checksum},
    }


def _ingress(host: str, ingress: IngressSettings) -> dict[str, Any]:
    optional = {
        "ingressClassName": ingress.class_name,
        "tlsSecretName": ingress.tls_secret,
        "annotations": ingress_annotations(ingress),
    }
    return {"enabled": True, "hostName": host, **{key: value for key, value in optional.items() if value}}


def _applications(control_plane: ControlPlaneSettings, cluster: ClusterSettings, names: ServerNames) -> dict[str, Any]:
    """The cap of the server's own agent, or tenants' agents in its place.

    Sources are the vendor's pages "OpenShift" (maxPods) and "Multi-Tenant Service" (queueMode).
    """
    mode = {"queueMode": "per_tenant"} if applications_per_tenant(control_plane) else {}
    proxy = _proxy(cluster, names)
    return {
        "enabled": control_plane.applications,
        "maxPods": application_cap(control_plane),
        **mode,
        **({"extraEnvs": proxy} if proxy else {}),
        **custom_certificates(cluster.certificates),
    }


def _proxy(cluster: ClusterSettings, names: ServerNames) -> list[dict[str, Any]]:
    """Variables of the proxy; parts of the server and its databases reach one another by short names."""
    services = [name for part in PORTS for name in (names.service(part), names.service_host(part))]
    return proxy_environment(cluster.proxy, (f".{names.base_domain}", "clearml-elastic-master", *services))


def _elasticsearch(control_plane: ControlPlaneSettings) -> dict[str, Any]:
    """Leave out the init container that raises the node's vm.max_map_count unless the namespace's Pod Security level is
    `privileged` (vendor's page on OpenShift). The nodes must then have 262144 or more already."""
    if control_plane.pod_security == "privileged":
        return {}
    return {"elasticsearch": {"sysctlInitContainer": {"enabled": False}}}


def _mongodb(control_plane: ControlPlaneSettings) -> dict[str, Any]:
    """Select the MongoDB that the chart installs (release notes of chart 10.11.7; a new install counts as migrated)."""
    if control_plane.mongodb == "operator":
        return {"mongodb": {"enabled": False}, "mckMongodb": {"enabled": True, "migrated": True}}
    if control_plane.mongodb == "bundled":
        return {"mongodb": {"enabled": True}, "mckMongodb": {"enabled": False}}
    return {}


def _metering(billing: BillingSettings) -> dict[str, Any]:
    """Enable the metering service and its reporters (vendor's page "Event Metering")."""
    if billing.mode != "metering":
        return {}
    metering = billing.metering
    reporters = {"storageResourcesExporter": metering.storage, "companyLifecycle": metering.companies}
    return {
        "usageAggregator": {"enabled": True},
        "usageScripts": {
            "enabled": any(reporters.values()),
            **{name: {"enabled": enabled} for name, enabled in reporters.items()},
        },
    }
