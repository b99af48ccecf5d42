"""Configurations of a platform that tests start from."""

from blueprint.stack.keys import ENCRYPTED

CLUSTER: dict[str, object] = {"cluster": {"context": "production"}}
CONTROL_PLANE: dict[str, object] = {"baseDomain": "clearml.example", "chart": {"version": "11.0.2"}}
SERVER: dict[str, object] = {"controlPlane": CONTROL_PLANE, "registryToken": ENCRYPTED}
WHOLE = CLUSTER | SERVER


def control_plane(**more: object) -> dict[str, object]:
    """A configuration with a server of which `more` is said."""
    return WHOLE | {"controlPlane": CONTROL_PLANE | more}


def server(**more: object) -> dict[str, object]:
    """A configuration with a server that is told `more`."""
    return control_plane(server=more)


def gpu(**more: object) -> dict[str, object]:
    """A configuration with a GPU stack of which `more` is said, without dynamic MIG unless it is said."""
    return CLUSTER | {"gpu": {"cdmo": None} | more}
