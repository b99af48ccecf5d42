"""The user's own cluster. If the environment names one, the sandbox neither builds nor starts a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.toolchain.progress import SetupError

KUBECONFIG_VARIABLE = "CLEARML_KUBECONFIG"
CONTEXT_VARIABLE = "CLEARML_KUBE_CONTEXT"


@dataclass(frozen=True)
class OwnCluster:
    """A cluster of the user's. The sandbox never starts or stops it."""

    kubeconfig: Path
    context: str


def named(environment: Mapping[str, str]) -> OwnCluster | None:
    """Return the cluster in CLEARML_KUBECONFIG and CLEARML_KUBE_CONTEXT, or None if the former is not set.

    Raises SetupError if the file does not exist or the context is not set, because the cluster must never be a guess.
    """
    path = environment.get(KUBECONFIG_VARIABLE, "")
    if not path:
        return None
    if not Path(path).is_file():
        raise SetupError(f"{KUBECONFIG_VARIABLE} is {path}, but there is no such file")
    context = environment.get(CONTEXT_VARIABLE, "")
    if not context:
        raise SetupError(f"{KUBECONFIG_VARIABLE} is set: name the context to use in {CONTEXT_VARIABLE} too")
    return OwnCluster(Path(path).resolve(), context)
