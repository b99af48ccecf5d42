"""docs/tenant-file.md names every key, and shows the real output of its broken example."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fleet.reference.schema import tenant_schema
from tests.blueprint.tenant_folder import Folder

DOC = Path("docs/tenant-file.md").read_text(encoding="utf-8")
GLOBEX = "name: Globex\nadmin: {name: Gus Globex, email: gus@globex.example}\n"


def block(after: str) -> str:
    """Return the code block after a marker."""
    match = re.search(re.escape(after) + r"\n```\w+\n(.*?)```", DOC, re.DOTALL)
    assert match, f"no block after {after}"
    return match[1]


def properties(node: Any) -> Iterator[str]:
    """List every property name of a schema."""
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.values():
            yield from properties(value)


def test_the_page_names_every_key() -> None:
    assert [key for key in properties(json.loads(tenant_schema())) if not re.search(rf"[`.]{key}[`.]", DOC)] == []


def test_the_page_shows_what_its_broken_example_gives(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("acme.yaml", block("<!-- broken -->"))
    folder.write("globex.yaml", GLOBEX)

    lines = [re.sub(r"\b(acme|globex)\.yaml", r"tenants/dev/\1.yaml", line) for line in folder.lines()]

    heading, *shown = block("<!-- output of: python -m fleet check --stack dev -->").splitlines()
    assert shown == lines
    assert heading == f"{len(lines)} problems in the settings of stack dev:"
