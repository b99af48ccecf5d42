"""Writes kubeconfig and registry login from the environment to files that only this account reads."""

import os
from pathlib import Path

from ci.fault import StepFailed

FILES = {
    "KUBECONFIG_CONTENT": ("kubeconfig", "KUBECONFIG"),
    "REGISTRY_CONTENT": ("registry.json", "PULUMI_K8S_HELM_REGISTRY_CONFIG_PATH"),
}
"""Per variable with a content: the name of its file, and the variable that names the file to Pulumi's plugin."""


def access(folder: Path) -> dict[str, str]:
    """Write the files and return the variables that name them. StepFailed without a kubeconfig."""
    if not os.environ.get("KUBECONFIG_CONTENT"):
        raise StepFailed(
            "the secret KUBECONFIG of this environment is empty or missing; docs/workflows.md lists them all"
        )
    return {
        variable: str(_write(folder / name, content))
        for source, (name, variable) in FILES.items()
        if (content := os.environ.get(source))
    }


def _write(path: Path, content: str) -> Path:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
    return path.resolve()
