"""Owns the GPU nodes: which cards they have, which of them are cut by MIG, and which fractions tenants are offered.

It must not talk to a node.
"""

from typing import Annotated

from pydantic import Field, StrictBool

from settings.chart import Chart
from settings.cluster_words import Namespace, NodeName, ReleaseName
from settings.expect import Number
from settings.model import Model
from settings.types import ByKey, Limit, Line, SortedSet

Fraction = Annotated[float, Number(0.01, 1)]


class GpuNode(Model):
    """One node; the key is its name."""

    card: Line
    """Card model, as `catalog.gpu` names it, such as A100-40GB."""
    gpus: SortedSet[Limit] = (0,)
    """Indices of the GPUs to put into MIG mode, as `nvidia-smi -L` numbers them."""


class Operator(Model):
    """NVIDIA's GPU operator."""

    chart: Chart = Field(default_factory=Chart)
    """The chart `gpu-operator`."""
    namespace: Namespace = "gpu-operator"
    """Its namespace; needs the Pod Security level `privileged`."""
    release: ReleaseName = "gpu-operator"
    """Its release."""
    device_plugin_pods: Line = "app=nvidia-device-plugin-daemonset"
    """Label selector of the pods in which `nvidia-smi` is run."""
    device_plugin_container: Line = "nvidia-device-plugin"
    """Their container."""
    containerd_socket: Line | None = None
    """Where containerd listens, on k3s, microk8s and rke2."""
    containerd_config: Line | None = None
    """Where containerd's configuration is, on k3s, microk8s and rke2."""


class Cdmo(Model):
    """ClearML's Dynamic MIG Operator, which cuts MIG instances as pods ask for them."""

    chart: Chart = Field(default_factory=Chart)
    """The chart `clearml-dynamic-mig-operator`; its version must be named."""
    namespace: Namespace = "cdmo"
    """Its namespace; the guide of 2025-04 calls it `cdmo-operator`."""
    release: ReleaseName = "cdmo"
    """Its release."""


class Gpu(Model):
    """The GPU stack. Without this section nothing about GPUs is touched."""

    operator: Operator | None = Field(default_factory=Operator)
    """NVIDIA's operator; `null` where the cluster has one already: set its namespace by `operatorNamespace`."""
    operator_namespace: Namespace = "gpu-operator"
    """Where an operator that we do not install lives."""
    cdmo: Cdmo | None = Field(default_factory=Cdmo)
    """Dynamic MIG."""
    nodes: ByKey[NodeName, GpuNode] = Field(default_factory=dict)
    """Nodes to put into MIG mode and to label for CDMO."""
    fractions: tuple[Fraction, ...] = (1.0, 0.5, 0.25)
    """Fractions of a card that tenants are offered; each must exist on every card named above."""
    keep_mig_on_removal: StrictBool = False
    """Leave MIG mode on when a node leaves the settings or the stack is destroyed."""
