"""The server as others wait for it: the API answers with the root key; then its GUI applications are uploaded."""

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
    """Return what every tenant waits for; nothing where the stack does not make the server."""
    if platform is None:
        return []
    ready = _wait(platform, provider)
    applications = platform.settings.applications
    if applications is not None:
        args = ApplicationsArgs(applications=applications, server=_server(platform, api), host=api.host, keys=keys)
        Applications(args, ResourceOptions(parent=platform, depends_on=ready))
    return ready


def _wait(platform: Platform, provider: pulumi.ProviderResource) -> list[Resource]:
    """Ask again after each change of the server: a new revision may come up with another key, or not at all."""
    made, wanted = platform.control_plane, platform.settings.control_plane
    if made is None or wanted is None:
        return []
    args = {
        "what": f"release {wanted.namespace}/{wanted.release}",
        "revision": made.revision,
        "deadline_seconds": wanted.ready_seconds,
        "namespace": wanted.namespace,
    }
    return [ApiReady("server", args, ResourceOptions(parent=platform, provider=provider, depends_on=[made.release]))]


def _server(platform: Platform, api: ApiSettings) -> str:
    made = platform.settings.control_plane
    return api.host if made is None else f"{made.namespace}/{made.release}"
