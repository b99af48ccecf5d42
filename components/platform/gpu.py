"""GpuStack: NVIDIA's GPU operator, ClearML's dynamic MIG operator (CDMO), MIG mode and label of each node.

Made in the order operator → CDMO → MIG mode → label, and taken away in the reverse one (vendor's guide, "Enabling
Dynamic MIG GPUs"; vendor's page on uninstalling CDMO). That workers are gone first is seen on the node itself: tenants
do not depend on nodes, for one that waits for its reboot would hold all of them up (ADR 0011).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi import Input, Resource, ResourceOptions
from pulumi_command.local import Command, Logging
from pulumi_kubernetes.core.v1 import NodePatch

from blueprint.catalog.charts import CDMO, GPU_OPERATOR
from blueprint.catalog.gpu import CARDS
from blueprint.settings.platform.gpu import CdmoSettings, GpuNodeSettings, GpuSettings, OperatorSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values import names
from blueprint.values.platform import cdmo, gpu_operator
from blueprint.values.platform.namespaces import Part
from components.helm.recovery import ReleaseRecovery
from components.helm.release import release
from components.shared.guarded_namespace import GuardedNamespace
from components.shared.pull_secret import pull_secret

MIG = "python3 -m commands.mig"
"""Run in the program's folder; standard library only, so that any Python will do."""


@dataclass(frozen=True, kw_only=True)
class GpuArgs:
    """`boot_ids` maps a node to the id of its last boot; `registry_token` opens the vendor's images."""

    platform: PlatformSettings
    gpu: GpuSettings
    namespaces: Mapping[Part, GuardedNamespace]
    boot_ids: Mapping[str, str]
    registry_token: Input[str] | None
    recovery: ReleaseRecovery | None


class GpuStack(pulumi.ComponentResource):
    """The GPU stack."""

    def __init__(self, args: GpuArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:GpuStack", "gpu", None, opts)
        self._args = args
        operators: list[Resource] = []
        if args.gpu.operator:
            operators.append(self._make_operator(args.gpu.operator))
        if args.gpu.cdmo:
            operators.append(self._make_cdmo(args.gpu.cdmo, operators))
        for name, node in args.gpu.nodes.items():
            self._make_node(name, node, operators)
        self.register_outputs({})

    def _make_operator(self, operator: OperatorSettings) -> Resource:
        return release(
            operator,
            GPU_OPERATOR,
            operator.namespace,
            gpu_operator.values(self._args.gpu),
            self._args.namespaces["gpu-operator"].release_options(self),
            self._args.recovery,
        )

    def _make_cdmo(self, wanted: CdmoSettings, after: list[Resource]) -> Resource:
        registry, namespace = self._args.platform.registry, self._args.namespaces["cdmo"]
        secret = pull_secret(wanted.namespace, registry, self._args.registry_token, namespace.object_options(self))
        return release(
            wanted,
            CDMO,
            wanted.namespace,
            cdmo.values(wanted),
            namespace.release_options(self, secret, *after),
            self._args.recovery,
        )

    def _make_node(self, name: str, node: GpuNodeSettings, after: list[Resource]) -> None:
        keep = self._args.gpu.keep_mig_on_removal
        mode = Command(
            f"mig/{name}",
            create=f"{MIG} enable",
            update=f"{MIG} enable" if keep else f"{MIG} adjust",
            delete=f"{MIG} unlabel" if keep else f"{MIG} disable",
            environment=self._mig_environment(name, node),
            logging=Logging.STDERR,
            opts=ResourceOptions(parent=self, depends_on=after),
        )
        # Server-side apply under a field manager of its own: it owns this label and nothing else. The command takes it
        # off again, because the patch's own delete would bring a node that has left the cluster back as a ghost.
        # No pulumi.com/patchForce: that annotation would stay on the node.
        metadata = {"name": name, "labels": names.CDMO_NODE}
        opts = ResourceOptions(parent=self, depends_on=[mode], retain_on_delete=True)
        NodePatch(name, metadata=metadata, opts=opts)

    def _mig_environment(self, name: str, node: GpuNodeSettings) -> dict[str, str]:
        cluster, device_plugin = self._args.platform.cluster, self._args.gpu.device_plugin
        known = {
            "MIG_NODE": name,
            "MIG_GPUS": ",".join(str(index) for index in node.gpus),
            "MIG_CARD": node.card,
            "MIG_LABEL": next(iter(names.CDMO_NODE)),
            "MIG_NAMESPACE": device_plugin.namespace,
            "MIG_POD_SELECTOR": device_plugin.pods,
            "MIG_CONTAINER": device_plugin.container,
            "MIG_CONTEXT": cluster.context,
            # Hopper and newer forget the mode at boot: another id has the command run again.
            "MIG_BOOT_ID": self._args.boot_ids[name] if CARDS[node.card].forgets_mode_on_reboot else None,
        }
        return {variable: value for variable, value in known.items() if value is not None}
