"""What exists for users is documented, links lead to pages and headings, and the code names pages that exist."""

import importlib
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from tests.contract.test_state_contract import FROZEN
from tests.docs.pages import PAGES, ROOT, anchors, links, title

COMMON = {"tenant", "member"}


def properties(module: str, provider: str) -> dict[str, object]:
    """The inputs of a dynamic resource: the fields of the model beside its provider."""
    props: type[BaseModel] = getattr(importlib.import_module(module), f"{provider.removesuffix('Provider')}Props")
    return dict(props.model_fields)


@pytest.mark.parametrize(("module", "name"), [pytest.param(*key, id=key[1]) for key in FROZEN])
def test_every_property_of_every_resource_is_documented(module: str, name: str) -> None:
    page = (ROOT / "docs/resources.md").read_text()
    missing = [field for field in properties(module, name) if f"`{field}`" not in page]
    assert not set(missing) - COMMON


def test_every_component_is_described() -> None:
    page = (ROOT / "docs/resources.md").read_text()
    sources = "".join(path.read_text() for path in ROOT.glob("components/**/*.py"))
    kinds = set(re.findall(r'"clearml:(?:platform|tenant):(\w+)"', sources))
    assert "GpuStack" in kinds
    assert [kind for kind in kinds if f"`{kind}`" not in page and f":{kind}`" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert [path for path, _ in links(page) if not (page.parent / path).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_anchor_is_a_heading(page: Path) -> None:
    targets = [((page.parent / path).resolve() if path else page, anchor) for path, anchor in links(page) if anchor]
    assert [anchor for target, anchor in targets if anchor not in anchors(target)] == []


@pytest.mark.parametrize(
    "room", ["blueprint", "components", "providers", "commands", "fleet", "ci", "sandbox", "bench"]
)
def test_pages_that_the_code_names_exist(room: str) -> None:
    sources = {path: path.read_text() for path in ROOT.glob(f"{room}/**/*.py")}
    named = {(path.name, page) for path, text in sources.items() for page in re.findall(r"\bdocs/[\w/-]+\.md", text)}
    assert [(file, page) for file, page in sorted(named) if not (ROOT / page).exists()] == []


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))
