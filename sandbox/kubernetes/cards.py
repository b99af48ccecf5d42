"""The GPU cards of the sandbox's nodes.

Source: NVIDIA MIG user guide (profiles, identifiers and how many fit), nvidia-smi's and GPU Feature Discovery's output.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SimulatedProfile:
    """One MIG profile: name and identifier as in nvidia-smi, and how many of it fit on a card."""

    name: str
    identifier: int
    fit: int

    @property
    def resource(self) -> str:
        """The resource that the device plugin advertises for it with strategy `mixed`."""
        return f"nvidia.com/mig-{self.name.replace('+', '.')}"


@dataclass(frozen=True)
class SimulatedCard:
    """One model. With `keeps_mode` the MIG mode survives a reboot (Ampere); otherwise it is lost (Hopper and newer)."""

    name: str
    family: str
    compute: str
    memory_mib: int
    keeps_mode: bool
    profiles: tuple[SimulatedProfile, ...]

    @property
    def product(self) -> str:
        """The name as a label's value."""
        return self.name.replace(" ", "-")


A100 = SimulatedCard(
    name="NVIDIA A100-SXM4-40GB",
    family="ampere",
    compute="8.0",
    memory_mib=40960,
    keeps_mode=True,
    profiles=(
        SimulatedProfile("1g.5gb", 19, 7),
        SimulatedProfile("1g.5gb+me", 20, 1),
        SimulatedProfile("1g.10gb", 15, 4),
        SimulatedProfile("2g.10gb", 14, 3),
        SimulatedProfile("3g.20gb", 9, 2),
        SimulatedProfile("4g.20gb", 5, 1),
        SimulatedProfile("7g.40gb", 0, 1),
    ),
)

H100 = SimulatedCard(
    name="NVIDIA H100 80GB HBM3",
    family="hopper",
    compute="9.0",
    memory_mib=81559,
    keeps_mode=False,
    profiles=(
        SimulatedProfile("1g.10gb", 19, 7),
        SimulatedProfile("1g.10gb+me", 20, 1),
        SimulatedProfile("1g.20gb", 15, 4),
        SimulatedProfile("2g.20gb", 14, 3),
        SimulatedProfile("3g.40gb", 9, 2),
        SimulatedProfile("4g.40gb", 5, 1),
        SimulatedProfile("7g.80gb", 0, 1),
    ),
)
