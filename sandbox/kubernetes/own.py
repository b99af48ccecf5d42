"""The cluster that the user names: it wins over one of the sandbox's, which is then neither built nor started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandbox.toolchain.progress import SetupError

KUBECONFIG_VARIABLE = "CLEARML_KUBECONFIG"
CONTEXT_VARIABLE = "CLEARML_KUBE_CONTEXT"


@dataclass(frozen=True)
class OwnCluster:
    """A cluster of the user's; nothing of it is started or stopped here."""

    kubeconfig: Path
    context: str


def named(environment: Mapping[str, str]) -> OwnCluster | None:
    """Return the cluster that CLEARML_KUBECONFIG and CLEARML_KUBE_CONTEXT name, or None where the former is not set.

    Raises SetupError where there is no such file, or no context: which cluster it is must never be a guess.
    """
    path = environment.get(KUBECONFIG_VARIABLE, "")
    if not path:
        return None
    if not Path(path).is_file():
        raise SetupError(f"{KUBECONFIG_VARIABLE} names {path}, and there is no such file")
    context = environment.get(CONTEXT_VARIABLE, "")
    if not context:
        raise SetupError(f"{KUBECONFIG_VARIABLE} is set: name the context to use in {CONTEXT_VARIABLE} too")
    return OwnCluster(Path(path).resolve(), context)
