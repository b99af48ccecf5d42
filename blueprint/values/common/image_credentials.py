"""Owns how a chart of the vendor is told which pull secret its pods have. It must not make one, nor know its content.

Two keys are known. `existingSecret` is the open charts', for the agent's task pods too. The lists
`existingImagePullSecrets` (server, gateway) and `extraImagePullSecrets` (agent) are of the vendor's page on air-gapped
installs, and stand beside the first. A chart that reads both names the secret twice, of which the API server warns;
agents fail a task for any warning at its pod. So a chart that makes pods of tasks is given the first key alone.
"""

from typing import Any, Literal

from blueprint.values.names import REGISTRY

Listed = Literal["existingImagePullSecrets"]


def image_credentials(listed: Listed | None = None) -> dict[str, Any]:
    """Return the chart's `imageCredentials`: the secret by name, and again in the list `listed`."""
    return {
        "enabled": True,
        "existingSecret": REGISTRY,
        **({} if listed is None else {listed: [{"name": REGISTRY}]}),
    }
