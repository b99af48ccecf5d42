"""Documentation and code keep to plain English: words that readers stumble over do not return."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, WRITTEN, prose, title

AVOIDED = re.compile(
    r"\"\"\"Owns |(?<![a-z])(?:nobody|somebody|everybody|anybody|whoever|likewise|shall|for ever"
    r"|an up|(?:the|this|next|first|last|one|two|same|failing|killed) ups?(?= |[.,;:)])(?<!the way up)"
    r"|fence[ds]?|mend(?:s|ed|ing)?)(?![a-z])",
    re.IGNORECASE,
)
PACKAGES = ("__main__.py", "blueprint", "components", "providers", "commands", "fleet", "ci", "sandbox", "bench")


def modules(package: str) -> list[Path]:
    """Every Python file of a package; the file itself if it is one."""
    path = ROOT / package
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def avoided(path: Path) -> list[str]:
    """File, line and word of each finding; code in backticks does not count."""
    lines = re.sub(r"`[^`\n]*`", "`", path.read_text(encoding="utf-8")).splitlines()
    return [f"{path}:{number}: {word}" for number, line in enumerate(lines, 1) for word in AVOIDED.findall(line)]


@pytest.mark.parametrize("page", WRITTEN, ids=title)
def test_no_avoided_word(page: Path) -> None:
    assert AVOIDED.findall(prose(page)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_no_avoided_word_in_code(package: str) -> None:
    assert [finding for path in modules(package) for finding in avoided(path)] == []


@pytest.mark.parametrize(
    "text", ["the next up makes it", "in one up.", "nobody is there", "its fence", "two ups: out", "test_nobody_else"]
)
def test_the_pattern_finds_them(text: str) -> None:
    assert AVOIDED.findall(text)


@pytest.mark.parametrize("text", ["the next `pulumi up` makes it", "look it up", "is recommended", "offence"])
def test_the_pattern_finds_nothing_else(text: str) -> None:
    assert AVOIDED.findall(text) == []


def test_a_finding_in_code_has_file_line_and_word(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text('"""Owns a file."""\n\nx = 1  # nobody, `nobody`\n')
    assert avoided(path) == [f'{path}:1: """Owns ', f"{path}:3: nobody"]
