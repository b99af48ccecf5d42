"""Isolation: the platform's namespaces, each with its Pod Security level and network policies.

Releases in a namespace wait for its policies, so nothing ever runs in it without them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi
from pulumi import ResourceOptions
from pulumi_kubernetes.core.v1 import Namespace

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.platform.namespaces import Part, platform_namespaces
from blueprint.values.platform.network_policies import policies
from components.shared.guarded_namespace import GuardedNamespace, network_policy

Manifest = Mapping[str, Any]


class Isolation(pulumi.ComponentResource):
    """`namespaces` maps each part of the platform to its namespace with guards."""

    namespaces: Mapping[Part, GuardedNamespace]

    def __init__(
        self, platform: PlatformSettings, owner: Mapping[str, str], opts: ResourceOptions | None = None
    ) -> None:
        """`owner` is the label of this stack's namespaces."""
        super().__init__("clearml:platform:Isolation", "isolation", None, opts)
        rules = policies(platform)
        self.namespaces = {
            part: self._create(manifest, rules.get(part, ()), owner, protect=part in _protected(platform))
            for part, manifest in platform_namespaces(platform).items()
        }
        self.register_outputs({})

    def _create(
        self, manifest: Manifest, rules: Sequence[Manifest], owner: Mapping[str, str], *, protect: bool
    ) -> GuardedNamespace:
        metadata = manifest["metadata"]
        name = metadata["name"]
        labelled = {**metadata, "labels": {**metadata["labels"], **owner}}
        namespace = Namespace(name, metadata=labelled, opts=ResourceOptions(parent=self, protect=protect))
        inside = GuardedNamespace(name, namespace).object_options(self)
        guards = [network_policy(f"{name}/{rule['metadata']['name']}", rule, inside) for rule in rules]
        return GuardedNamespace(name, namespace, guards)


def _protected(platform: PlatformSettings) -> set[Part]:
    """Parts whose namespace is protected: deleting the server's namespace would delete its volumes."""
    control_plane = platform.control_plane
    return {"control-plane"} if control_plane and control_plane.deletion == "protect" else set()
