"""Takes a page of the documentation apart: its headings, its inline code, its blocks of commands."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MADE = {"settings.md"}
"""Pages that are made from code, whose tests are with their maker."""
WRITTEN = [page for page in PAGES if page.name not in MADE]

_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def title(page: Path) -> str:
    """The page's path, for the ids of tests."""
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    """What links may have behind `#`, as GitHub makes it of headings."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", page.read_text()), re.MULTILINE)
    kept = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in kept}


def links(page: Path) -> list[tuple[str, str]]:
    """Path and anchor of each link within the repository; either may be empty."""
    return re.findall(r"\]\((?!https?://)([^)#]*)#?([^)]*)\)", _BLOCK.sub("", page.read_text()))


def spans(page: Path) -> list[str]:
    """Each piece of inline code, in one line wherever the page breaks it."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", _BLOCK.sub("", page.read_text()))]


def commands(page: Path) -> Iterator[str]:
    """Each line to type, from inline code and from blocks without a language; comments and outputs left out."""
    yield from spans(page)
    for language, content in _BLOCK.findall(page.read_text()):
        if not language:
            yield from (line.partition(" #")[0].strip() for line in content.splitlines())


def calls(program: str, page: Path) -> set[str]:
    """What the page has the reader call of a program: the words after its name, up to the next command or pipe."""
    begin = rf"(?:^|[|&;(] *|\$ ){re.escape(program)} +"
    return {found.strip() for line in commands(page) for found in re.findall(rf"{begin}([^|&;)]+)", line)}
