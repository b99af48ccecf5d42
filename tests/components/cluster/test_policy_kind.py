"""Which kind of network policy a cluster takes, read from its API."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from blueprint.settings.platform.cluster import ClusterSettings, PolicyKind
from components.cluster.policy_kind import has_cilium
from components.cluster.preflight import policy_problems
from components.shared.kubectl import Kubectl


@dataclass(frozen=True)
class Api(Kubectl):
    """An API with these answers by path."""

    cluster: ClusterSettings = field(default_factory=lambda: ClusterSettings(context="test"))
    answers: dict[str, Any] = field(default_factory=dict)

    async def run(self, *argv: str, stdin: str | None = None, seconds: int = 30) -> str:
        return json.dumps(self.answers[argv[-1]])


def groups(*versions: str) -> dict[str, Any]:
    return {"groups": [{"name": "any", "versions": [{"groupVersion": version} for version in versions]}]}


def resources(*names: str) -> dict[str, Any]:
    return {"resources": [{"name": name} for name in names]}


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"/apis": groups("apps/v1")}, False),
        ({"/apis": groups("cilium.io/v2alpha1")}, False),
        ({"/apis": groups("cilium.io/v2"), "/apis/cilium.io/v2": resources("ciliumnodes")}, False),
        ({"/apis": groups("cilium.io/v2"), "/apis/cilium.io/v2": resources("ciliumnetworkpolicies")}, True),
    ],
)
def test_the_kind_counts_and_not_the_group(answers: dict[str, Any], found: bool) -> None:
    assert asyncio.run(has_cilium(Api(answers=answers))) is found


@pytest.mark.parametrize(("kind", "cilium", "count"), [("cilium", False, 1), ("cilium", True, 0), ("auto", False, 0)])
def test_cilium_is_not_taken_on_trust(kind: PolicyKind, cilium: bool, count: int) -> None:
    cluster = ClusterSettings(context="test", network_policies=kind)

    found = list(policy_problems("clearml:clusters.west", cluster, cilium=cilium))

    assert len(found) == count
    assert all("clearml:clusters.west.networkPolicies" in line for line in found)
