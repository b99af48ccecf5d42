"""Finds code blocks after a marker, and the commands that store secrets."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def block(page: str, marker: str) -> str:
    """Return the code block after the comment `<!-- marker -->` of a page in docs/."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.search(re.escape(f"<!-- {marker} -->") + r"\n```\w+\n(.*?)```", text, re.DOTALL)
    assert found, f"no block after {marker} in {page}"
    return found[1]


def stored_secrets(page: str) -> list[str]:
    """Return the keys in the page's commands `pulumi config set --secret` that name no stack."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"^pulumi config set --secret clearml:(\S+)$", text, re.MULTILINE)
