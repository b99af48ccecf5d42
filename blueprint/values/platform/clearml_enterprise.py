"""Owns the Helm values of the ClearML server (chart `clearml-enterprise`).

Secrets come by the names of Kubernetes Secrets only: the chart's keys for a password or a key are never set.
"""

from typing import Any

from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.cluster import IngressSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.common.image_credentials import image_credentials
from blueprint.values.common.merge import overlay
from blueprint.values.names import PORTS, ROOT_CREDENTIALS, SECRETS_CHECKSUM, ServerNames, ServerPart
from blueprint.values.platform.server_settings import environment


def values(platform: PlatformSettings, checksum: Any) -> dict[str, Any]:
    """Return the values.

    `checksum` stands for the content of the Secrets, so that new content restarts the server: a text, or a Pulumi
    Output of one. It is only placed, so that a preview still shows the other values.

    Raises ValueError without a control plane.
    """
    control_plane = platform.control_plane
    if control_plane is None:
        raise ValueError("no controlPlane in the settings")
    names = ServerNames.of(control_plane)
    generated: dict[str, Any] = {
        "imageCredentials": image_credentials(),
        "clearml": {
            "existingSecret": ROOT_CREDENTIALS,
            "cookieName": names.cookie_name,
            "cookieDomain": names.cookie_domain,
        },
        **{part: _part(part, control_plane, platform.cluster.ingress, names, checksum) for part in PORTS},
        "clearmlApplications": {"enabled": control_plane.applications},
        **_elasticsearch(control_plane),
        **_mongodb(control_plane),
        **_metering(platform.billing),
    }
    if control_plane.fullname is not None:
        generated["fullnameOverride"] = control_plane.fullname
    # The UI guesses `files.` and `api.` where it is not told (vendor's pages on OpenShift and Docker Compose).
    generated["webserver"]["displayedServerURLs"] = {"apiserver": names.api_url, "fileserver": names.files_url}
    # A list that an override gives replaces the chart's whole list, so ours is always given in full.
    generated["apiserver"]["extraEnvs"] = [found.entry() for found in environment(platform)]
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
    given = {
        "ingressClassName": ingress.class_name,
        "tlsSecretName": ingress.tls_secret,
        "annotations": dict(ingress.annotations),
    }
    return {"enabled": True, "hostName": host, **{key: value for key, value in given.items() if value}}


def _elasticsearch(control_plane: ControlPlaneSettings) -> dict[str, Any]:
    """Leave out the init container that raises the node's vm.max_map_count: it is privileged, and no level but that
    lets it in (vendor's page on OpenShift). The nodes must then have 262144 or more by themselves."""
    if control_plane.pod_security == "privileged":
        return {}
    return {"elasticsearch": {"sysctlInitContainer": {"enabled": False}}}


def _mongodb(control_plane: ControlPlaneSettings) -> dict[str, Any]:
    """Which MongoDB the chart installs (release notes of chart 10.11.7; a fresh install counts as migrated)."""
    if control_plane.mongodb == "operator":
        return {"mongodb": {"enabled": False}, "mckMongodb": {"enabled": True, "migrated": True}}
    if control_plane.mongodb == "bundled":
        return {"mongodb": {"enabled": True}, "mckMongodb": {"enabled": False}}
    return {}


def _metering(billing: BillingSettings) -> dict[str, Any]:
    """The metering service and its reporters of the control plane (vendor's page "Event Metering")."""
    if billing.mode != "metering":
        return {}
    metering = billing.metering
    reporters = {"storageResourcesExporter": metering.storage, "companyLifecycle": metering.companies}
    return {
        "usageAggregator": {"enabled": True},
        "usageScripts": {
            "enabled": any(reporters.values()),
            **{name: {"enabled": wanted} for name, wanted in reporters.items()},
        },
    }
