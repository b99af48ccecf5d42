"""Owns the GPU nodes: which cards they have, which of them are cut by MIG, and which fractions tenants are offered.

It must not talk to a node.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, model_validator

from blueprint.catalog.gpu import CARDS, Profile
from blueprint.settings.checking.expect import NumberExpectation, mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.words.gpu import CardName, FractionText, ProfileName, fraction_text
from blueprint.settings.words.kubernetes import Namespace, NodeName, OwnNamespace, ReleaseName
from blueprint.settings.words.names import ByKey, Limit, Line, SortedSet, empty_list

Fraction = Annotated[float, NumberExpectation(0.01, 1)]


def _some(indices: tuple[int, ...]) -> tuple[int, ...]:
    if not indices:
        raise mismatch("at least one GPU, or no such node", found="no GPU")
    return indices


def _largest_first(fractions: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(sorted(set(fractions), reverse=True))


class GpuNodeSettings(Model):
    """One node; the key is its name."""

    card: CardName
    """Card model, as `blueprint.catalog.gpu` names it, such as A100-40GB."""
    gpus: Annotated[SortedSet[Limit], AfterValidator(_some)] = (0,)
    """Indices of the GPUs to put into MIG mode, as `nvidia-smi -L` numbers them."""


class DevicePluginSettings(Model):
    """The pods in which `nvidia-smi` is run; with NVIDIA's plain device plugin they are called otherwise."""

    namespace: Namespace = "gpu-operator"
    """Where they live."""
    pods: Line = "app=nvidia-device-plugin-daemonset"
    """Their label selector."""
    container: Line = "nvidia-device-plugin"
    """Their container."""


class OperatorSettings(Model):
    """NVIDIA's GPU operator."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `gpu-operator`."""
    namespace: OwnNamespace = "gpu-operator"
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


class CdmoSettings(Model):
    """ClearML's Dynamic MIG Operator, which cuts MIG instances as pods ask for them."""

    chart: ChartSettings = Field(default_factory=ChartSettings)
    """The chart `clearml-dynamic-mig-operator`; its version must be named."""
    namespace: OwnNamespace = "cdmo"
    """Its namespace; the guide of 2025-04 calls it `cdmo-operator`."""
    release: ReleaseName = "cdmo"
    """Its release."""


class GpuSettings(Model):
    """The GPU stack. Without this section nothing about GPUs is touched."""

    operator: OperatorSettings | None = Field(default_factory=OperatorSettings)
    """NVIDIA's operator; `null` where the cluster has one already: `operatorNamespace` says where."""
    operator_namespace: Namespace = "gpu-operator"
    """Where an operator that we do not install lives."""
    operator_pods: Line = "app=nvidia-device-plugin-daemonset"
    """Label selector of the device plugin's pods, where the operator is not ours."""
    operator_container: Line = "nvidia-device-plugin"
    """Their container, where the operator is not ours."""
    cdmo: CdmoSettings | None = Field(default_factory=CdmoSettings)
    """Dynamic MIG; `null` for none."""
    nodes: ByKey[NodeName, GpuNodeSettings] = Field(default_factory=dict)
    """Nodes to put into MIG mode and to label for CDMO."""
    fractions: Annotated[tuple[Fraction, ...], BeforeValidator(empty_list), AfterValidator(_largest_first)] = (
        1.0,
        0.5,
        0.25,
    )
    """Fractions of a card that tenants are offered; each must exist on every card named above."""
    profiles: ByKey[CardName, ByKey[FractionText, ProfileName]] = Field(default_factory=dict)
    """Card: fraction: another profile than the catalog's, as in `{A100-40GB: {"0.25": 1g.10gb}}` for true quarters, or
    where a driver has other names."""
    keep_mig_on_removal: StrictBool = False
    """Leave MIG mode on when a node leaves the settings or the stack is destroyed."""

    @property
    def device_plugin(self) -> DevicePluginSettings:
        """Where `nvidia-smi` is run: in the pods of our operator or of the one that was there before."""
        ours = self.operator
        if ours is None:
            return DevicePluginSettings(
                namespace=self.operator_namespace, pods=self.operator_pods, container=self.operator_container
            )
        return DevicePluginSettings(
            namespace=ours.namespace, pods=ours.device_plugin_pods, container=ours.device_plugin_container
        )

    def profile(self, card: str, fraction: float) -> Profile | None:
        """Return how a card is cut for a fraction; None where it cannot be."""
        name, known = self.profiles.get(card, {}).get(fraction_text(fraction)), CARDS[card]
        if name is None:
            return known.profile(fraction)
        listed = known.named(name)
        return Profile(name, listed.per_gpu if listed else known.slices // int(name[0]), fraction)

    @model_validator(mode="after")
    def describes_one_operator(self) -> "GpuSettings":
        """What is said of an operator that is not ours would be passed over in silence beside our own."""
        for field in ("operator_namespace", "operator_pods", "operator_container"):
            if self.operator is not None and field in self.model_fields_set:
                alias = str(GpuSettings.model_fields[field].alias)
                raise mismatch(
                    "operator: null beside it, or no such key", found="it beside an operator of ours", at=alias
                )
        return self

    @model_validator(mode="after")
    def names_each_release_once(self) -> "GpuSettings":
        """Both releases belong to one component, in which a name is one resource."""
        if self.operator and self.cdmo and self.operator.release == self.cdmo.release:
            raise mismatch("another release than the operator's", found=f"'{self.cdmo.release}'", at="cdmo.release")
        return self

    @model_validator(mode="after")
    def cuts_no_more_than_there_is(self) -> "GpuSettings":
        """A card of four slices has no 7g."""
        for card, profiles in self.profiles.items():
            for fraction, name in profiles.items():
                if int(name[0]) > CARDS[card].slices:
                    expected = f"at most {CARDS[card].slices}g on {card}"
                    raise mismatch(expected, found=f"{name} for {fraction} of {card}", at="profiles")
        return self

    @model_validator(mode="after")
    def offers_what_the_cards_can(self) -> "GpuSettings":
        """A fraction that a card does not have would leave its tenants' pods waiting for ever."""
        for card in sorted({node.card for node in self.nodes.values()}):
            for fraction in self.fractions:
                if self.profile(card, fraction) is None:
                    own = {*CARDS[card].fractions, *(float(text) for text in self.profiles.get(card, {}))}
                    can = ", ".join(fraction_text(each) for each in sorted(own, reverse=True))
                    raise mismatch(f"on {card}: {can}", found=f"{fraction_text(fraction)} on {card}", at="fractions")
        return self
