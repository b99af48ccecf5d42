"""Owns the Helm values of the guide's charts of the platform, key by key.

It must not hold the agent's and the gateway's (`blueprint.catalog.guide_settings.workers`).
"""

from blueprint.catalog.guide_settings.row import ALWAYS, GuideSetting

_SERVER = "chart clearml-enterprise"
_PULL = "Secret clearml-registry in the chart's namespace, by imageCredentials.existingSecret"
_CLEAR = "the guide's values file holds the token in clear"


def _part(part: str, host: str) -> tuple[GuideSetting, ...]:
    other = "the guide says file.; the web UI looks for files." if part == "fileserver" else ""
    return (
        GuideSetting(f"{part}.ingress.enabled", _SERVER, ALWAYS, f"{part}.ingress.enabled: true"),
        GuideSetting(
            f"{part}.ingress.hostName",
            _SERVER,
            f"controlPlane.baseDomain, controlPlane.hosts.{host}",
            f"{part}.ingress.hostName; class, TLS secret and annotations from clearml:cluster.ingress",
            other,
        ),
        GuideSetting(f"{part}.service.type", _SERVER, ALWAYS, f"{part}.service.type: ClusterIP"),
    )


ROWS = (
    GuideSetting(
        "migManager.enabled", "chart gpu-operator", ALWAYS, "migManager.enabled: false; NVIDIA's would fight CDMO's"
    ),
    GuideSetting("mig.strategy", "chart gpu-operator", ALWAYS, "mig.strategy: mixed"),
    GuideSetting(
        "imageCredentials.password", "chart clearml-dynamic-mig-operator", "registryToken, registry", _PULL, _CLEAR
    ),
    GuideSetting("imageCredentials.password", _SERVER, "registryToken, registry", _PULL, _CLEAR),
    GuideSetting(
        "clearml.cookieDomain", _SERVER, "controlPlane.cookieDomain, controlPlane.baseDomain", "clearml.cookieDomain"
    ),
    *_part("apiserver", "api"),
    *_part("fileserver", "files"),
    *_part("webserver", "app"),
    GuideSetting(
        "apiserver.image.tag",
        _SERVER,
        "controlPlane.imageTags",
        "apiserver.image.tag",
        "the guide's tag belongs to a chart before 10.7; left to the chart unless told",
    ),
    GuideSetting(
        "webserver.image.tag",
        _SERVER,
        "controlPlane.imageTags",
        "webserver.image.tag",
        "the guide's tag belongs to a chart before 10.7; left to the chart unless told",
    ),
    GuideSetting(
        "apiserver.extraEnvs",
        _SERVER,
        "controlPlane.server",
        "apiserver.extraEnvs, always the whole list; see the environment settings",
    ),
    GuideSetting("clearmlApplications.enabled", _SERVER, "controlPlane.applications", "clearmlApplications.enabled"),
    GuideSetting(
        "auth.password",
        "chart redis",
        "redisPassword",
        "Secret clearml-redis, by auth.existingSecret; generated unless given",
        "the guide publishes one password for everybody",
    ),
    GuideSetting(
        "imageCredentials.username", "chart clearml-billing", "billing.registryUsername", "Secret clearml-registry"
    ),
    GuideSetting("imageCredentials.password", "chart clearml-billing", "billingRegistryToken", _PULL, _CLEAR),
)
