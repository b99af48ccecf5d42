"""Values that name the pull secret of a vendor chart's pods.

Two keys are documented. `existingSecret` is the open charts', for the agent's task pods too. The lists
`existingImagePullSecrets` (server, gateway) and `extraImagePullSecrets` (agent) are on the vendor's page on air-gapped
installs, in addition to the first. A pod that names one secret twice makes the API server warn, agents fail a task on
any warning about its pod, and an upgrade may drop both entries. So there are two Secrets of the same content, one per
key.
"""

from typing import Any, Literal

from blueprint.values.names import REGISTRY, REGISTRY_LISTED

Listed = Literal["existingImagePullSecrets", "extraImagePullSecrets"]


def image_credentials(listed: Listed | None = None) -> dict[str, Any]:
    """Return the chart's `imageCredentials`: the Secret by name, and its copy in the list `listed`."""
    copy: dict[str, Any] = {} if listed is None else {listed: [{"name": REGISTRY_LISTED}]}
    return {"enabled": True, "existingSecret": REGISTRY, **copy}
