"""The documentation keeps to plain English: words that its readers stumble over do not return."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import WRITTEN, prose, title

AVOIDED = re.compile(
    r"\b(?:nobody|somebody|everybody|anybody|whoever|likewise|shall|for ever"
    r"|an up|(?:the|this|next|first|last|one|two|same|failing|killed) ups?(?= |[.,;:)])(?<!the way up)"
    r"|fence[ds]?|mend(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("page", WRITTEN, ids=title)
def test_no_avoided_word(page: Path) -> None:
    assert AVOIDED.findall(prose(page)) == []


@pytest.mark.parametrize("text", ["the next up makes it", "in one up.", "nobody is there", "its fence", "two ups: out"])
def test_the_pattern_finds_them(text: str) -> None:
    assert AVOIDED.findall(text)


@pytest.mark.parametrize("text", ["the next `pulumi up` makes it", "look it up", "is recommended", "offence"])
def test_the_pattern_finds_nothing_else(text: str) -> None:
    assert AVOIDED.findall(text) == []
