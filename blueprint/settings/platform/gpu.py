"""Settings of the GPU nodes: cards, MIG mode, operators, and the fractions offered to tenants."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.settings.checking.expect import NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.words.gpu import CardName, FractionText, ProfileName, fraction_text
from blueprint.settings.words.kubernetes import Namespace, NodeName, OwnNamespace, PoolName, ReleaseName
from blueprint.settings.words.labels import Labels
from blueprint.settings.words.names import ByKey, Limit, Line, SortedSet, empty_list

Fraction = Annotated[float, NumberExpectation(0.01, 1)]


def _some(indices: tuple[int, ...]) -> tuple[int, ...]:
    if not indices:
        raise mismatch("at least one GPU, or the node left out", found="no GPU")
    return indices


def _selective(selector: Labels) -> Labels:
    if not selector:
        raise mismatch("at least one label, because an empty selector selects every node", found="no label")
    return selector


def _largest_first(fractions: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(fractions), reverse=True))


class GpuNodeSettings(Model):
    """A GPU node; the key is the node's name."""

    card: CardName
    """Card model such as A100-40GB, one of the names in the catalog (`blueprint.catalog.gpu`)."""
    gpus: Annotated[SortedSet[Limit], AfterValidator(_some)] = (0,)
    """Indices of the GPUs to put into MIG mode, as numbered by `nvidia-smi -L`."""


class GpuPoolSettings(GpuNodeSettings):
    """GPU nodes with common labels; the key is a name of your choice."""

    selector: Annotated[Labels, AfterValidator(_selective)]
    """Labels of the pool's nodes, such as `{cloud.google.com/gke-nodepool: h100}`: `pulumi up` reads which nodes have
    all of them. A node under `gpu.nodes` belongs to no pool."""


class DevicePluginSettings(Model):
    """The pods in which `nvidia-smi` is run; their names and labels differ if the device plugin is installed alone."""

    namespace: Namespace = "gpu-operator"
    """Namespace of the device plugin's pods."""
    pods: Line = "app=nvidia-device-plugin-daemonset"
    """Label selector of the device plugin's pods."""
    container: Line = "nvidia-device-plugin"
    """Container of the device plugin's pods in which `nvidia-smi` is run."""


class OperatorSettings(Model):
    """NVIDIA's GPU operator."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `gpu-operator`."""
    namespace: OwnNamespace = "gpu-operator"
    """Namespace of the GPU operator; needs the Pod Security level `privileged`."""
    release: ReleaseName = "gpu-operator"
    """Helm release of the GPU operator."""
    device_plugin_pods: Line = "app=nvidia-device-plugin-daemonset"
    """Label selector of the device plugin's pods, in which `nvidia-smi` is run."""
    device_plugin_container: Line = "nvidia-device-plugin"
    """Container of the device plugin's pods in which `nvidia-smi` is run."""
    containerd_socket: Line | None = None
    """Path of containerd's socket, for k3s, microk8s and rke2."""
    containerd_config: Line | None = None
    """Path of containerd's configuration file, for k3s, microk8s and rke2."""


class CdmoSettings(Model):
    """ClearML's Dynamic MIG Operator (CDMO), which creates MIG instances as pods request them."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-dynamic-mig-operator`; its version is required."""
    namespace: OwnNamespace = "cdmo"
    """Namespace of CDMO; `cdmo-operator` in the guide of 2025-04."""
    release: ReleaseName = "cdmo"
    """Helm release of CDMO."""


class GpuSettings(Model):
    """GPU operator, dynamic MIG and the nodes' MIG mode. Without this section, this program does not manage GPUs."""

    operator: OperatorSettings | None = Field(default_factory=OperatorSettings)
    """NVIDIA's GPU operator; `null` if the cluster has one already, in the namespace `operatorNamespace`."""
    operator_namespace: Namespace = "gpu-operator"
    """Namespace of a GPU operator that this program does not install."""
    operator_pods: Line = "app=nvidia-device-plugin-daemonset"
    """Label selector of the device plugin's pods, if this program does not install the GPU operator."""
    operator_container: Line = "nvidia-device-plugin"
    """Container of the device plugin's pods in which `nvidia-smi` is run, if this program does not install the GPU
    operator."""
    cdmo: CdmoSettings | None = Field(default_factory=CdmoSettings)
    """ClearML's Dynamic MIG Operator (CDMO); `null` for none."""
    nodes: ByKey[NodeName, GpuNodeSettings] = Field(default_factory=dict)
    """Nodes to put into MIG mode and to label for CDMO, by name. A node that the cluster does not have is left out with
    a warning."""
    pools: ByKey[PoolName, GpuPoolSettings] = Field(default_factory=dict)
    """Nodes to put into MIG mode and to label for CDMO, by their labels, such as a node pool that an autoscaler
    changes."""
    fractions: Annotated[tuple[Fraction, ...], BeforeValidator(empty_list), AfterValidator(_largest_first)] = (
        1.0,
        0.5,
        0.25,
    )
    """Fractions of a card that are offered to tenants; each must exist on every card in `gpu.nodes` and
    `gpu.pools`."""
    profiles: ByKey[CardName, ByKey[FractionText, ProfileName]] = Field(default_factory=dict)
    """By card and fraction: the MIG profile to use instead of the catalog's, such as `{A100-40GB: {"0.25": 1g.10gb}}`
    for four quarters per card, or if the driver uses other profile names."""
    max_overcommit: Annotated[float, NumberExpectation(0.01, 1000)] | None = None
    """How often a GPU of `gpu.nodes` may be sold: the most GPUs that all active tenants together may use at once, for
    each card, per GPU that there is. More is refused. Without it, more than 1 is noted by `fleet check`, and
    `fleet ledger` lists who may use what."""
    keep_mig_on_removal: StrictBool = False
    """Whether to leave MIG mode on if a node is removed from the settings or the stack is destroyed."""

    @property
    def cards(self) -> tuple[str, ...]:
        """The cards that are cut, by name."""
        return tuple(sorted({node.card for node in (*self.nodes.values(), *self.pools.values())}))

    @property
    def has_nodes(self) -> bool:
        """Whether there are nodes to put into MIG mode, by name or by label."""
        return bool(self.nodes or self.pools)

    @property
    def device_plugin(self) -> DevicePluginSettings:
        """The pods in which `nvidia-smi` is run: those of this stack's GPU operator, or of the existing one."""
        operator = self.operator
        if operator is None:
            return DevicePluginSettings(
                namespace=self.operator_namespace, pods=self.operator_pods, container=self.operator_container
            )
        return DevicePluginSettings(
            namespace=operator.namespace, pods=operator.device_plugin_pods, container=operator.device_plugin_container
        )

    def profile(self, card: str, fraction: float) -> Profile | None:
        """Return the MIG profile that gives a fraction of a card; None if there is none."""
        name, model = self.profiles.get(card, {}).get(fraction_text(fraction)), CARDS[card]
        if name is None:
            return model.profile(fraction)
        listed = model.named(name)
        return Profile(name, listed.per_gpu if listed else model.slices // int(name[0]), fraction)

    @model_validator(mode="after")
    def require_one_operator(self) -> "GpuSettings":
        """Refuse settings of an existing operator if the stack installs one, because they would have no effect."""
        for field in ("operator_namespace", "operator_pods", "operator_container"):
            if self.operator is not None and field in self.model_fields_set:
                alias = str(GpuSettings.model_fields[field].alias)
                raise mismatch(
                    "operator: null with this key, or no such key",
                    found="this key while the stack installs the operator",
                    at=alias,
                )
        return self

    @model_validator(mode="after")
    def require_distinct_releases(self) -> "GpuSettings":
        """Require different release names: both releases belong to one component, in which names must be unique."""
        if self.operator and self.cdmo and self.operator.release == self.cdmo.release:
            raise mismatch(
                "a release name other than the operator's", found=f"'{self.cdmo.release}'", at="cdmo.release"
            )
        return self

    @model_validator(mode="after")
    def limit_profiles_to_slices(self) -> "GpuSettings":
        """Refuse profiles with more slices than the card has."""
        for card, profiles in self.profiles.items():
            for fraction, name in profiles.items():
                if int(name[0]) > CARDS[card].slices:
                    expected = f"at most {CARDS[card].slices}g on {card}"
                    raise mismatch(expected, found=f"{name} for {fraction} of {card}", at="profiles")
        return self

    @model_validator(mode="after")
    def limit_fractions_to_cards(self) -> "GpuSettings":
        """Refuse fractions that a card does not support, because the tenants' pods would never start."""
        for card in self.cards:
            for fraction in self.fractions:
                if self.profile(card, fraction) is None:
                    own = {*CARDS[card].fractions, *(float(text) for text in self.profiles.get(card, {}))}
                    valid = ", ".join(fraction_text(each) for each in sorted(own, reverse=True))
                    raise mismatch(f"on {card}: {valid}", found=f"{fraction_text(fraction)} on {card}", at="fractions")
        return self
