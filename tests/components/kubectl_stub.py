"""A cluster that answers `kubectl get` from a list of objects and records every other command."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from blueprint.settings.platform.cluster import ClusterSettings
from components.shared.kubectl import SECONDS, Kubectl

KINDS = {
    "secrets": "Secret",
    "namespaces": "Namespace",
    "resourcequotas": "ResourceQuota",
    "limitranges": "LimitRange",
    "networkpolicies.networking.k8s.io": "NetworkPolicy",
}


@dataclass(frozen=True)
class KubectlStub(Kubectl):
    """`objects` are what the cluster has, `answer` is the output of `get` as text.

    `commands` are the recorded ones, `contents` their standard input.
    """

    cluster: ClusterSettings = field(default_factory=lambda: ClusterSettings(context="test"))
    objects: Sequence[Any] = ()
    answer: str = ""
    commands: list[tuple[str, ...]] = field(default_factory=list)
    contents: list[Any] = field(default_factory=list)

    async def items(self, *argv: str) -> list[Any]:
        kinds = {KINDS[kind] for kind in argv[0].split(",")}
        return [one for one in self.objects if one["kind"] in kinds]

    async def run(self, *argv: str, stdin: str | None = None, seconds: int = SECONDS) -> str:
        if argv[0] == "get":
            return self.answer
        self.commands.append(argv)
        self.contents.append(None if stdin is None else _parsed(stdin))
        return ""


def _parsed(text: str) -> Any:
    """JSON, or text that is none."""
    return json.loads(text) if text.startswith("{") else text
