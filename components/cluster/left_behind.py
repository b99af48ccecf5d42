"""Repairs namespaces that an interrupted destroy or removal left behind, before the run creates anything in them.

Such a run may leave a namespace that is still being deleted, a namespace in the state that no longer exists, or objects
that the state no longer has. The last group would conflict with the new objects under server-side apply, because every
creation by the Kubernetes plugin has a field manager of its own. Only namespaces with this stack's label get here: the
preflight refuses all others.
"""

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi

from blueprint.values.names import MANAGED_BY
from components.shared.kubectl import Kubectl
from components.shared.previous import PreviousState

KINDS: Final = ("secrets", "resourcequotas", "limitranges", "networkpolicies.networking.k8s.io")
CILIUM: Final = ("ciliumnetworkpolicies.cilium.io",)
INSIDE: Final = frozenset(
    {"Secret", "ServiceAccount", "ResourceQuota", "LimitRange", "NetworkPolicy", "CiliumNetworkPolicy"}
)
WAIT_SECONDS: Final = 300
POLL_SECONDS: Final = 2
LOG_SECONDS: Final = 30
UNCLAIMED: Final = [
    {
        "manager": "left-behind",
        "operation": "Update",
        "apiVersion": "v1",
        "fieldsType": "FieldsV1",
        "fieldsV1": {"f:metadata": {"f:labels": {f"f:{label}": {} for label in MANAGED_BY}}},
    }
]
"""Field managers of an object on which no other manager owns a field whose value could change. Without any entry, the
API server would assign all fields to one manager (`before-first-apply`)."""


@dataclass(frozen=True, kw_only=True)
class LeftNamespaces:
    """The namespaces that the stack needs in one cluster.

    `tenants` maps each of them to its tenant, None for the platform. `is_terminating` maps this stack's existing
    namespaces to whether they are being deleted. `previous` is the state before this run.
    """

    kubectl: Kubectl
    tenants: Mapping[str, str | None]
    is_terminating: Mapping[str, bool]
    previous: PreviousState
    cilium: bool = False
    """Whether the cluster has CiliumNetworkPolicy."""

    async def repair(self) -> None:
        """Wait for deletions, then restore missing namespaces and release left-over objects. A preview only waits."""
        ending = [name for name in self.tenants if self.is_terminating.get(name)]
        ended = await asyncio.gather(*map(self._await_deletion, ending))
        absent = self.tenants.keys() - self.is_terminating.keys()
        absent |= {name for name, has_ended in zip(ending, ended, strict=True) if has_ended}
        gone = sorted(absent & self.previous.namespaces.keys())
        present = [name for name in self.tenants if self.is_terminating.get(name) is False]
        interrupted = [name for name in present if self.previous.is_interrupted(self.tenants[name])]
        await asyncio.gather(*map(self._restore, gone), *map(self._release_objects, interrupted))

    async def _await_deletion(self, name: str) -> bool:
        """Whether the namespace is gone in time. Otherwise the resources in it fail by themselves."""
        start, last_log = time.monotonic(), -float(LOG_SECONDS)
        while await self.kubectl.run("get", "namespace", name, "--ignore-not-found", "--output=name"):
            now = time.monotonic()
            if now - start > WAIT_SECONDS:
                pulumi.log.warn(f"namespace {name} is still being deleted: see which finalizer: {_conditions(name)}")
                return False
            if now - last_log >= LOG_SECONDS:
                last_log = now
                pulumi.log.info(f"namespace {name} is still being deleted: waiting up to {WAIT_SECONDS} s")
            await asyncio.sleep(POLL_SECONDS)
        return True

    async def _restore(self, name: str) -> None:
        """Create a namespace that the state has, with the labels in the state: Pulumi will not create it."""
        if not INSIDE.isdisjoint(self._recorded_kinds(name)):
            pulumi.log.warn(f"namespace {name} is gone with everything in it: run `pulumi up --refresh`")
        elif not pulumi.runtime.is_dry_run():
            pulumi.log.warn(f"namespace {name}: an interrupted run deleted it: creating it again")
            manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": self.previous.namespaces[name]}
            await self.kubectl.run("create", "--filename=-", stdin=json.dumps(manifest))

    def _recorded_kinds(self, name: str) -> Iterable[str]:
        """Kinds of the tenant's or the namespace's resources in the state."""
        prefix = f"{self.tenants[name] or name}/"
        return {kind for kind, resource in self.previous.resources if resource.startswith(prefix)}

    async def _release_objects(self, name: str) -> None:
        """Release the fields of objects that the state does not have, so that Pulumi can create them over these."""
        if pulumi.runtime.is_dry_run():
            return
        selector = ",".join(f"{key}={value}" for key, value in MANAGED_BY.items())
        kinds = (*KINDS, *CILIUM) if self.cilium else KINDS
        objects = await self.kubectl.items(",".join(kinds), f"--namespace={name}", f"--selector={selector}")
        unknown = [one for one in objects if not self._is_recorded(name, one)]
        if name not in self.previous.namespaces:
            # Without the selector's label, a person has handed it over: nothing in it is ours to release.
            named = f"--field-selector=metadata.name={name}"
            unknown.extend(await self.kubectl.items("namespaces", named, f"--selector={selector}"))
        if not unknown:
            return
        listed = ", ".join(sorted(f"{one['kind']} {one['metadata']['name']}" for one in unknown))
        pulumi.log.warn(f"namespace {name}: an interrupted run left {listed}: taking over")
        released = [{**one, "metadata": {**one["metadata"], "managedFields": UNCLAIMED}} for one in unknown]
        content = {"apiVersion": "v1", "kind": "List", "items": released}
        await self.kubectl.run("replace", "--filename=-", stdin=json.dumps(content))

    def _is_recorded(self, namespace: str, manifest: Mapping[str, Any]) -> bool:
        """Whether the state has an object; the name of its resource begins with the tenant or the namespace."""
        owner = self.tenants[namespace] or namespace
        return (manifest["kind"], f"{owner}/{manifest['metadata']['name']}") in self.previous.resources


def _conditions(name: str) -> str:
    """The command that names the finalizer."""
    return f"kubectl get namespace {name} --output jsonpath='{{.status.conditions}}'"
