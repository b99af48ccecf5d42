"""How messages name a place: the file of a stack's configuration, the namespace of its keys."""

from typing import Final

NAMESPACE: Final = "clearml"


def config_file(stack: str) -> str:
    """The file that holds a stack's configuration."""
    return f"Pulumi.{stack}.yaml"
