"""How many MIG instances fit on one card."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.catalog.gpu import CARDS, Card, Profile
from blueprint.plan.ledger.card import fitting

EVERY = [(card, profile) for card in CARDS.values() for profile in card.profiles]


@pytest.mark.parametrize(("card", "profile"), EVERY, ids=lambda each: each.name)
def test_one_profile_alone_fits_as_often_as_nvidia_lists(card: Card, profile: Profile) -> None:
    assert fitting(card, [profile]) == ({profile.name: profile.per_gpu},)


def test_mixes_of_nvidias_user_guide() -> None:
    card = CARDS["A100-40GB"]
    mixes = fitting(card, card.profiles[2:4])
    assert mixes == ({"3g.20gb": 2}, {"3g.20gb": 1, "2g.10gb": 2}, {"2g.10gb": 3})


@given(st.sampled_from(list(CARDS.values())), st.data())
def test_no_mix_exceeds_a_card_and_none_is_part_of_another(card: Card, data: st.DataObject) -> None:
    profiles = data.draw(st.lists(st.sampled_from(card.profiles), unique=True, min_size=1, max_size=3))
    mixes = fitting(card, profiles)
    for mix in mixes:
        assert sum(int(name[0]) * count for name, count in mix.items()) <= card.slices
        others = (other for other in mixes if other != mix)
        assert not any(all(other.get(name, 0) >= count for name, count in mix.items()) for other in others)
