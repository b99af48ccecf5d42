"""Text of settings never becomes markup."""

import pytest

from fleet.review.page.bars import Bar, bars
from fleet.review.page.element import joined, tag
from fleet.review.page.matrix import Cell, Row, matrix

EVIL = "<script>alert('1')</script>\" onclick=\"x"


def test_text_and_attributes_are_escaped() -> None:
    made = tag("p", EVIL, tag("b", 2), None, title=EVIL, hidden=True, open=False, aria_label="x")
    escaped = "&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;&quot; onclick=&quot;x"
    assert made.html == f'<p title="{escaped}" hidden aria-label="x">{escaped}<b>2</b></p>'
    assert joined(EVIL, made).html == escaped + made.html


def test_names_of_tenants_and_cards_are_escaped() -> None:
    row = Row(EVIL, EVIL, {"keys": Cell("new", 1, EVIL)})
    for made in (matrix([row], ["keys", "queues"]), bars([Bar(EVIL, 2, 1, 3)])):
        assert "<script" not in made.html
        assert ' onclick="' not in made.html


def test_columns_without_a_change_are_left_out() -> None:
    made = matrix([Row("acme", "tenant-acme", {"keys": Cell("gone", 2, "2 keys")})], ["people", "keys"]).html
    assert "people" not in made
    assert '<td class="gone" title="2 keys">- 2</td>' in made


@pytest.mark.parametrize(("after", "kind"), [(2, "bar-after"), (2.5, "bar-over")])
def test_more_than_there_is_has_another_colour(after: float, kind: str) -> None:
    made = bars([Bar("A100-40GB", 2, 0, after)]).html
    assert f'class="{kind}"' in made
    assert 'width="0.0"' in made
    assert f"A100-40GB: 2 there, 0 before, {after} after" in made


def test_nothing_at_all_is_no_division_by_zero() -> None:
    assert "0 there" in bars([Bar("A100-40GB", 0, 0, 0)]).html
