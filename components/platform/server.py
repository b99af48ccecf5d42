"""Waits until the server's API answers with the root key pair, then uploads the GUI applications."""

from collections.abc import Sequence

import pulumi
from pulumi import Resource, ResourceOptions

from blueprint.settings.platform.api import ApiSettings
from components.platform.applications import Applications, ApplicationsArgs
from components.platform.platform import Platform
from components.shared.connection import KeyPairInputs
from providers.clearml.ready import ApiReady


def ready_server(
    platform: Platform | None, api: ApiSettings, keys: KeyPairInputs, provider: pulumi.ProviderResource
) -> Sequence[Resource]:
    """Return the resources that every tenant waits for; none if this stack does not create the server."""
    if platform is None:
        return []
    ready = _wait(platform, provider)
    applications = platform.settings.applications
    if applications is not None:
        args = ApplicationsArgs(applications=applications, server=_server(platform, api), host=api.host, keys=keys)
        Applications(args, ResourceOptions(parent=platform, depends_on=ready))
    return ready


def _wait(platform: Platform, provider: pulumi.ProviderResource) -> list[Resource]:
    """Check the API after each change of the server: a new revision may have another key, or fail to start."""
    control_plane, settings = platform.control_plane, platform.settings.control_plane
    if control_plane is None or settings is None:
        return []
    args = {
        "what": f"release {settings.namespace}/{settings.release}",
        "revision": control_plane.revision,
        "deadline_seconds": settings.ready_seconds,
        "namespace": settings.namespace,
    }
    return [
        ApiReady(
            "server", args, ResourceOptions(parent=platform, provider=provider, depends_on=[control_plane.release])
        )
    ]


def _server(platform: Platform, api: ApiSettings) -> str:
    settings = platform.settings.control_plane
    return api.host if settings is None else f"{settings.namespace}/{settings.release}"
