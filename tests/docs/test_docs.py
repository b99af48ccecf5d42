"""What the documentation names must exist, and what exists for users must be named."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from tests.contract.test_state_contract import FROZEN

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
COMMON = {"tenant", "member"}


def properties(module: str, provider: str) -> dict[str, object]:
    """The inputs of a dynamic resource: those of the model that stands beside its provider."""
    props: type[BaseModel] = getattr(importlib.import_module(module), f"{provider.removesuffix('Provider')}Props")
    return dict(props.model_fields)


@pytest.mark.parametrize(("module", "name"), [pytest.param(*key, id=key[1]) for key in FROZEN])
def test_every_property_of_every_resource_is_documented(module: str, name: str) -> None:
    page = (ROOT / "docs/resources.md").read_text()
    missing = [field for field in properties(module, name) if f"`{field}`" not in page]
    assert not set(missing) - COMMON


def test_every_component_is_described() -> None:
    page = (ROOT / "docs/resources.md").read_text()
    sources = "".join(path.read_text() for path in ROOT.glob("components/*.py"))
    kinds = set(re.findall(r'"clearml:(?:platform|tenant):(\w+)"', sources))
    assert "GpuStack" in kinds
    assert [kind for kind in kinds if f"`{kind}`" not in page and f":{kind}`" not in page] == []


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
