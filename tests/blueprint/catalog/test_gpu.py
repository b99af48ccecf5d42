"""The catalog of cards: complete, consistent, and true to NVIDIA's published tables."""

import re

import pytest

from blueprint.catalog.gpu import CARDS, PROFILE, Card

# NVIDIA/gpu-operator, assets/state-mig-manager/0400_configmap.yaml: "all-balanced" by device, and mig-parted's
# pkg/mig/builder/builder_test.go; B300 and GB300 from NVIDIA's MIG user guide.
PUBLISHED = {
    "A30-24GB": ("4g.24gb", "2g.12gb", "1g.6gb"),
    "A100-40GB": ("7g.40gb", "3g.20gb", "2g.10gb", "1g.5gb"),
    "A100-80GB": ("7g.80gb", "3g.40gb", "2g.20gb", "1g.10gb"),
    "H100-80GB": ("7g.80gb", "3g.40gb", "2g.20gb", "1g.10gb"),
    "H100-NVL-94GB": ("7g.94gb", "3g.47gb", "2g.24gb", "1g.12gb"),
    "H100-96GB": ("7g.96gb", "3g.48gb", "2g.24gb", "1g.12gb"),
    "H20-96GB": ("7g.96gb", "3g.48gb", "2g.24gb", "1g.12gb"),
    "H20-141GB": ("7g.141gb", "3g.71gb", "2g.35gb", "1g.18gb"),
    "GH200-144GB": ("7g.144gb", "3g.72gb", "2g.36gb", "1g.18gb"),
    "H200-141GB": ("7g.141gb", "3g.71gb", "2g.35gb", "1g.18gb"),
    "B200-180GB": ("7g.180gb", "3g.90gb", "2g.45gb", "1g.23gb"),
    "GB200-186GB": ("7g.186gb", "3g.93gb", "2g.47gb", "1g.23gb"),
    "B300-269GB": ("7g.269gb", "3g.135gb", "2g.67gb", "1g.34gb"),
    "GB300-278GB": ("7g.278gb", "3g.139gb", "2g.70gb", "1g.35gb"),
    "RTX-PRO-6000-96GB": ("4g.96gb", "2g.48gb", "1g.24gb"),
    "RTX-PRO-4500-32GB": ("2g.32gb", "1g.16gb"),
}
LABELS = {
    "NVIDIA-A100-SXM4-40GB": "A100-40GB",
    "NVIDIA-A100-PCIE-40GB": "A100-40GB",
    "NVIDIA-A100-SXM4-80GB": "A100-80GB",
    "NVIDIA-A100-80GB-PCIe": "A100-80GB",
    "NVIDIA-A100X": "A100-80GB",
    "NVIDIA-A30": "A30-24GB",
    "NVIDIA-H20": "H20-96GB",
    "NVIDIA-H20-3e": "H20-141GB",
    "NVIDIA-H100-80GB-HBM3": "H100-80GB",
    "NVIDIA-H100-PCIe": "H100-80GB",
    "NVIDIA-H100-NVL": "H100-NVL-94GB",
    "NVIDIA-GH200-480GB": "H100-96GB",
    "NVIDIA-H200": "H200-141GB",
    "NVIDIA-H200-NVL": "H200-141GB",
    "NVIDIA-H200-MIG-7g.141gb": "H200-141GB",
    "NVIDIA-B200": "B200-180GB",
    "NVIDIA-GB200": "GB200-186GB",
    "NVIDIA-B300-SXM6-AC": "B300-269GB",
    "NVIDIA-GB300": "GB300-278GB",
    "NVIDIA-RTX-PRO-6000-Blackwell-Server-Edition": "RTX-PRO-6000-96GB",
    "NVIDIA-A100-SXM4-40GB-SHARED": "A100-40GB",
}
EACH = pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.name)


def test_the_offered_profiles_are_the_published_ones() -> None:
    offered = {
        name: tuple(profile.name for fraction in card.fractions if (profile := card.profile(fraction)))
        for name, card in CARDS.items()
    }

    assert offered == PUBLISHED


@pytest.mark.parametrize(("label", "name"), LABELS.items())
def test_a_nodes_label_is_one_card(label: str, name: str) -> None:
    assert [card.name for card in CARDS.values() if card.matches(label)] == [name]


@pytest.mark.parametrize("label", ["NVIDIA-L40S", "NVIDIA-A100-SXM4-40GBX", "Tesla-T4", ""])
def test_another_label_is_none(label: str) -> None:
    assert not any(card.matches(label) for card in CARDS.values())


@EACH
def test_profiles_fit_the_card(card: Card) -> None:
    for profile in card.profiles:
        assert re.fullmatch(PROFILE, profile.name)
        assert 1 <= profile.per_gpu * int(profile.name[0]) <= card.slices
        assert profile.per_gpu * (profile.fraction or 0) <= 1
    assert len({profile.name for profile in card.profiles}) == len(card.profiles)
    assert card.fractions[0] == 1


@EACH
def test_resources_are_names_that_kubernetes_takes(card: Card) -> None:
    assert len(card.all_resources) == len(card.profiles)
    assert all(re.fullmatch(r"nvidia\.com/mig-[a-z0-9]([a-z0-9.-]*[a-z0-9])?", name) for name in card.all_resources)


def test_attributes_are_written_with_a_dot() -> None:
    assert "nvidia.com/mig-1g.5gb.me" in CARDS["A100-40GB"].all_resources


def test_only_ampere_keeps_its_mode() -> None:
    keeps = {name for name, card in CARDS.items() if not card.forgets_mode_on_reboot}

    assert keeps == {"A30-24GB", "A100-40GB", "A100-80GB"}


def test_the_guides_quarter_fits_three_times_and_the_true_one_four_times() -> None:
    card = CARDS["A100-40GB"]
    guide, true = card.profile(0.25), card.named("1g.10gb")

    assert guide is not None
    assert true is not None
    assert (guide.name, guide.per_gpu, true.per_gpu) == ("2g.10gb", 3, 4)
