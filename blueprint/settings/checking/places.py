"""Names of a stack's configuration file and of the namespace of its keys."""

from typing import Final

NAMESPACE: Final = "clearml"


def config_file(stack: str) -> str:
    """Return the name of a stack's configuration file."""
    return f"Pulumi.{stack}.yaml"
