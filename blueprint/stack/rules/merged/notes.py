"""Lists chart values that win over a setting or a protection and may be intended; `fleet check` prints them."""

from collections.abc import Iterator

from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.rules.merged.doors import Door, look_up, matches, source
from blueprint.values.names import PORTS
from blueprint.values.platform import clearml_enterprise

_VARIABLES = ("apiserver", "extraEnvs", "*")


def release_notes(file: str, platform: PlatformSettings) -> Iterator[str]:
    """Return one line each; none for a platform that another stack makes."""
    if not platform.made_here:
        return
    if platform.control_plane is not None:
        yield from _server_notes(file, platform, platform.control_plane)
    operator = None if platform.gpu is None else platform.gpu.operator
    if operator is not None and look_up(operator.chart.values, ("toolkit", "enabled")) is False:
        yield (
            f"{NAMESPACE}:gpu.operator.chart.values.toolkit.enabled: the variables that keep tasks from others' GPUs "
            "have no effect; set them in the nodes' own NVIDIA toolkit"
        )


def _server_notes(file: str, platform: PlatformSettings, server: ControlPlaneSettings) -> Iterator[str]:
    door = Door(file, f"{NAMESPACE}:controlPlane.chart.values", server.chart.values)
    merged = clearml_enterprise.values(platform, "")
    bare = server.model_copy(update={"chart": server.chart.model_copy(update={"values": {}})})
    generated = clearml_enterprise.values(platform.model_copy(update={"control_plane": bare}), "")
    for path in matches(generated, _VARIABLES):
        if look_up(merged, path) != look_up(generated, path):
            yield f"{source([door], path)[1]}: wins over the setting of the server that this program sets as {path[-1]}"
    for part in PORTS:
        path = (part, "service", "type")
        if look_up(merged, path) != look_up(generated, path):
            yield f"{source([door], path)[1]}: opens the part beside its Ingress, past the login's host names and TLS"
