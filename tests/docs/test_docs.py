"""What the documentation names must exist, and what exists for users must be named."""

import importlib
import re
from pathlib import Path

import pytest

from providers.clearml.base import NounProvider
from tests.contract.test_state_contract import FROZEN

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMON = {"tenant", "member"}


def noun(module: str, name: str) -> type[NounProvider]:  # type: ignore[type-arg]  # any noun will do
    return getattr(importlib.import_module(module), name)  # type: ignore[no-any-return]  # found by name


@pytest.mark.parametrize(("module", "name"), [pytest.param(*key, id=key[1]) for key in FROZEN])
def test_every_property_of_every_resource_is_documented(module: str, name: str) -> None:
    page = (ROOT / "docs/resources.md").read_text()
    missing = [field for field in noun(module, name).props.model_fields if f"`{field}`" not in page]
    assert not set(missing) - COMMON


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_every_make_target_in_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert named
    assert named <= targets


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
