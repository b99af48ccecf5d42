"""Values that name the pull secret of a vendor chart's pods.

Two keys are documented. `existingSecret` is the open charts', for the agent's task pods too. The lists
`existingImagePullSecrets` (server, gateway) and `extraImagePullSecrets` (agent) are on the vendor's page on air-gapped
installs, in addition to the first. A chart that reads both names the secret twice, which makes the API server warn, and
agents fail a task on any warning about its pod. So a chart that creates pods of tasks gets the first key alone.
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
