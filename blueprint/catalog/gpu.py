"""Catalog of NVIDIA cards that support MIG, with their profiles.

Sources: NVIDIA's MIG user guide ("Supported MIG Profiles"), the GPU operator's MIG configurations and list of vGPU
types (H20X-1-18C to H20X-7-141C for the H20-3e), mig-parted's profile tables. Public output of `nvidia-smi` shows 81920
MiB for the A100X, and 143771 MiB for the H20-3e, as for the H200. Profile names depend on memory size and generation,
and some on the driver: `nvidia-smi mig -lgip` on the node is authoritative, and `clearml:gpu.profiles` overrides the
catalog. RTX PRO 5000 is left out because published tables disagree about its profiles.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Generation = Literal["Ampere", "Hopper", "Blackwell"]
PROFILE = r"[1-7]g\.\d+gb(?:[+-][a-z.]+)*"
"""Pattern of a profile name as printed by `nvidia-smi`."""


@dataclass(frozen=True)
class Profile:
    """A MIG profile of a card."""

    name: str
    """Name as printed by `nvidia-smi mig -lgip`, such as 3g.20gb."""
    per_gpu: int
    """Number of instances that fit on one otherwise empty GPU."""
    fraction: float | None = None
    """Fraction of a GPU for which this profile is the default; None if another profile is."""

    @property
    def resource(self) -> str:
        """Resource that a pod requests, with the device plugin's strategy `mixed`."""
        return f"nvidia.com/mig-{self.name.replace('+', '.')}"


@dataclass(frozen=True)
class Card:
    """A GPU model."""

    name: str
    product: str
    """Pattern of the node label `nvidia.com/gpu.product`; GPU feature discovery replaces spaces by `-`."""
    generation: Generation
    slices: int
    """Number of compute slices: 7, or fewer on smaller cards."""
    profiles: tuple[Profile, ...]

    @property
    def forgets_mode_on_reboot(self) -> bool:
        """Whether MIG mode is lost on reboot: Ampere cards store it, Hopper and newer reset it on each driver load."""
        return self.generation != "Ampere"

    @property
    def fractions(self) -> tuple[float, ...]:
        """Fractions of a GPU that can be offered, largest first."""
        return tuple(sorted({each.fraction for each in self.profiles if each.fraction is not None}, reverse=True))

    @property
    def all_resources(self) -> tuple[str, ...]:
        """Every resource name of the card's profiles; a quota must list them all, because the rest is unlimited."""
        return tuple(sorted(profile.resource for profile in self.profiles))

    def profile(self, fraction: float) -> Profile | None:
        """Return the default profile for a fraction; None if the card has no profile of that size."""
        return next((each for each in self.profiles if each.fraction == fraction), None)

    def named(self, name: str) -> Profile | None:
        """Return the profile with this name; None if the catalog does not list it."""
        return next((each for each in self.profiles if each.name == name), None)

    def matches(self, product: str) -> bool:
        """Whether a node's product label belongs to this card; a MIG strategy or sharing may add a suffix."""
        return re.fullmatch(rf"(?:NVIDIA-)?(?:{self.product})(?:-SHARED|-MIG-.+)?", product) is not None


def _sevenths(whole: int, half: int, quarter: int, eighth: int) -> tuple[Profile, ...]:
    """Profiles of a card with seven compute slices and eight memory slices; the arguments are sizes in GB.

    A quarter is ambiguous: the vendor's guide uses 2g (a quarter of the memory, two of seven compute slices), of which
    only three fit on a card; 1g with a quarter of the memory fits four times. The guide's profile is the default,
    because the other one would halve the compute of tenants that were set up by the guide; `clearml:gpu.profiles`
    selects the other.
    """
    return (
        Profile(f"7g.{whole}gb", 1, 1.0),
        Profile(f"4g.{half}gb", 1),
        Profile(f"3g.{half}gb", 2, 0.5),
        Profile(f"2g.{quarter}gb", 3, 0.25),
        Profile(f"1g.{quarter}gb", 4),
        Profile(f"1g.{eighth}gb", 7, 0.125),
        Profile(f"1g.{eighth}gb+me", 1),
    )


_A30 = (
    Profile("4g.24gb", 1, 1.0),
    Profile("2g.12gb", 2, 0.5),
    Profile("2g.12gb+me", 1),
    Profile("1g.6gb", 4, 0.25),
    Profile("1g.6gb+me", 1),
)
_RTX_6000 = (
    Profile("4g.96gb", 1, 1.0),
    Profile("4g.96gb+gfx", 1),
    Profile("2g.48gb", 2, 0.5),
    *(Profile(f"2g.48gb{kind}", count) for kind, count in (("+gfx", 2), ("+me.all", 1), ("-me", 2))),
    Profile("1g.24gb", 4, 0.25),
    *(Profile(f"1g.24gb{kind}", count) for kind, count in (("+me", 1), ("+gfx", 4), ("+me.all", 1), ("-me", 4))),
)
_RTX_4500 = (Profile("2g.32gb", 1, 1.0), Profile("1g.16gb", 2, 0.5))

_LISTED = (
    Card("A30-24GB", r"A30X?", "Ampere", 4, _A30),
    Card("A100-40GB", r"A[18]00-(?:SXM4|PCIE|PCIe)-40GB", "Ampere", 7, _sevenths(40, 20, 10, 5)),
    Card("A100-80GB", r"A[18]00-(?:SXM4-80GB|80GB-PCIe)|A100X", "Ampere", 7, _sevenths(80, 40, 20, 10)),
    Card("H100-80GB", r"H[18]00-(?:80GB-HBM3|PCIe|80GB-HBM2e)|H800", "Hopper", 7, _sevenths(80, 40, 20, 10)),
    Card("H100-NVL-94GB", r"H[18]00-NVL", "Hopper", 7, _sevenths(94, 47, 24, 12)),
    Card("H100-96GB", r"H100-(?:SXM5-)?96GB(?:-HBM3)?|GH200-480GB", "Hopper", 7, _sevenths(96, 48, 24, 12)),
    Card("H20-96GB", r"H20", "Hopper", 7, _sevenths(96, 48, 24, 12)),
    Card("H20-141GB", r"H20-3e", "Hopper", 7, _sevenths(141, 71, 35, 18)),
    Card("GH200-144GB", r"GH200-144G-HBM3e", "Hopper", 7, _sevenths(144, 72, 36, 18)),
    Card("H200-141GB", r"H200(?:-NVL)?", "Hopper", 7, _sevenths(141, 71, 35, 18)),
    Card("B200-180GB", r"B200", "Blackwell", 7, _sevenths(180, 90, 45, 23)),
    Card("GB200-186GB", r"GB200", "Blackwell", 7, _sevenths(186, 93, 47, 23)),
    Card("B300-269GB", r"B300(?:-SXM6)?(?:-AC)?", "Blackwell", 7, _sevenths(269, 135, 67, 34)),
    Card("GB300-278GB", r"GB300", "Blackwell", 7, _sevenths(278, 139, 70, 35)),
    Card("RTX-PRO-6000-96GB", r"RTX-PRO-6000-Blackwell.*", "Blackwell", 4, _RTX_6000),
    Card("RTX-PRO-4500-32GB", r"RTX-PRO-4500-Blackwell.*", "Blackwell", 2, _RTX_4500),
)

CARDS: Mapping[str, Card] = MappingProxyType({card.name: card for card in _LISTED})
"""Card name: card. The product labels are INF: derived from `nvidia-smi` names by GPU feature discovery's rule."""
