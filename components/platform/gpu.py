"""GpuStack: NVIDIA's GPU operator, ClearML's dynamic MIG operator (CDMO), MIG mode and label of each node.

Created in the order operator → CDMO → MIG mode → label, and deleted in reverse (vendor's guide, "Enabling Dynamic MIG
GPUs"; vendor's page on uninstalling CDMO). Tenants do not depend on nodes, because one node that waits for its reboot
would block all of them; the MIG commands check on the node that no workers run (ADR 0011). Nodes are created after all
tenants, because a failed step ends the run (ADR 0021).
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
"""Started in the program's folder; the commands use the standard library only, so any `python3` works."""


@dataclass(frozen=True, kw_only=True)
class GpuArgs:
    """`gpu.nodes` are the nodes to put into MIG mode, those of pools included.

    `boot_ids` maps a node to the id of its last boot, `restores` to how often its MIG mode was restored.
    `registry_token` is the password for the vendor's images.
    """

    platform: PlatformSettings
    gpu: GpuSettings
    namespaces: Mapping[Part, GuardedNamespace]
    boot_ids: Mapping[str, str]
    restores: Mapping[str, int]
    registry_token: Input[str] | None
    recovery: ReleaseRecovery | None


class GpuStack(pulumi.ComponentResource):
    """The GPU operator, CDMO, and MIG mode and label per node."""

    def __init__(self, args: GpuArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__("clearml:platform:GpuStack", "gpu", None, opts)
        self._args = args
        self._operators: list[Resource] = []
        if args.gpu.operator:
            self._operators.append(self._create_operator(args.gpu.operator))
        if args.gpu.cdmo:
            self._operators.append(self._create_cdmo(args.gpu.cdmo, self._operators))
        self.register_outputs({})

    def create_nodes(self) -> None:
        """Switch MIG on and set the label, on each node."""
        for name, node in self._args.gpu.nodes.items():
            self._create_node(name, node, self._operators)

    def _create_operator(self, operator: OperatorSettings) -> Resource:
        return release(
            operator,
            GPU_OPERATOR,
            operator.namespace,
            gpu_operator.values(self._args.gpu),
            self._args.namespaces["gpu-operator"].release_options(self),
            self._args.recovery,
        )

    def _create_cdmo(self, settings: CdmoSettings, after: list[Resource]) -> Resource:
        registry, namespace = self._args.platform.registry, self._args.namespaces["cdmo"]
        secret = pull_secret(settings.namespace, registry, self._args.registry_token, namespace.object_options(self))
        return release(
            settings,
            CDMO,
            settings.namespace,
            cdmo.values(settings, registry),
            namespace.release_options(self, secret, *after),
            self._args.recovery,
        )

    def _create_node(self, name: str, node: GpuNodeSettings, after: list[Resource]) -> None:
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
        # Server-side apply under a separate field manager owns this label only. The command removes the label, because
        # the deletion of the patch would re-create a node that has left the cluster.
        # No pulumi.com/patchForce: that annotation would stay on the node.
        metadata = {"name": name, "labels": names.CDMO_NODE}
        opts = ResourceOptions(parent=self, depends_on=[mode], retain_on_delete=True)
        NodePatch(name, metadata=metadata, opts=opts)

    def _mig_environment(self, name: str, node: GpuNodeSettings) -> dict[str, str]:
        cluster, device_plugin = self._args.platform.cluster, self._args.gpu.device_plugin
        variables = {
            "MIG_NODE": name,
            "MIG_GPUS": ",".join(str(index) for index in node.gpus),
            "MIG_CARD": node.card,
            "MIG_LABEL": next(iter(names.CDMO_NODE)),
            "MIG_NAMESPACE": device_plugin.namespace,
            "MIG_POD_SELECTOR": device_plugin.pods,
            "MIG_CONTAINER": device_plugin.container,
            "MIG_CONTEXT": cluster.context,
            # Hopper and newer lose the mode at boot: a changed id runs the command again.
            "MIG_BOOT_ID": self._args.boot_ids[name] if CARDS[node.card].forgets_mode_on_reboot else None,
            # So does a lost mode that the preflight sees, whatever the cause.
            "MIG_RESTORED": str(self._args.restores[name]) if self._args.restores.get(name) else None,
        }
        return {variable: value for variable, value in variables.items() if value is not None}
